import type { IncidentId } from '../../../shared/model/ids.ts';
import type { Incident } from '../../../shared/model/incident.ts';
import { AppError } from '../../errors/app-error.ts';
import type { Modules } from '../modules.ts';

/** An incident that is still open. Throws `incident.not-found`, `incident.closed`. */
export function needIncident({ catalog }: Pick<Modules, 'catalog'>, id: IncidentId): Incident {
  const incident = catalog.incidents.find(id);
  if (incident === null) throw new AppError('incident.not-found', { detail: id });
  if (incident.closedAt !== null) throw new AppError('incident.closed', { detail: `${incident.siteName}, ${incident.number}` });
  return incident;
}
