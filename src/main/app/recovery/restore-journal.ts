import type { Incident } from '../../../shared/model/incident.ts';
import type { RestoreId } from '../../../shared/model/ids.ts';
import type { Restore } from '../../../shared/model/restore.ts';
import { AppError } from '../../errors/app-error.ts';
import type { Journal } from '../../restore/engine/journal.ts';
import { instantOf } from '../../support/clock.ts';
import { redactText } from '../../support/redact.ts';
import type { Modules } from '../modules.ts';

type Kept = Pick<Modules, 'catalog' | 'clock' | 'emit'>;

export function needRestore({ catalog }: Pick<Modules, 'catalog'>, id: RestoreId): Restore {
  const restore = catalog.restores.find(id);
  if (restore === null) throw new AppError('restore.not-found', { detail: id });
  return restore;
}

/** Whoever forgets a site or an incident would lose the way back to what such a restore keeps on the server. Throws `restore.not-finished`. */
export function needNoneOpen({ catalog }: Pick<Modules, 'catalog'>, isOf: (restore: Restore) => boolean): void {
  const open = catalog.restores.unsettled().find(isOf);
  if (open !== undefined) throw new AppError('restore.not-finished', { detail: `${open.plan.siteName}: ${open.state}` });
}

/** A restore with another plan; a journal changes none. */
export function keepWhole({ catalog, emit }: Pick<Kept, 'catalog' | 'emit'>, restore: Restore): void {
  catalog.restores.put(restore);
  emit('restore.changed', restore);
}

/** The journal of one restore in the catalog; what it is told is on screen at once. Looked up when it is first used; then throws `restore.not-found`. */
export function openJournal(modules: Kept, id: RestoreId): Journal {
  const { catalog, clock, emit } = modules;
  let known: Restore | null = null;
  const current = (): Restore => (known ??= needRestore(modules, id));
  const keep = (next: Restore): void => {
    catalog.restores.put(next);
    known = next;
    emit('restore.changed', next);
  };
  return {
    restore: current,
    change: (change) => keep({ ...current(), ...change }),
    changeStep: (stepId, change) =>
      keep({ ...current(), steps: current().steps.map((step) => (step.id === stepId ? { ...step, ...change } : step)) }),
    memoOf: (stepId) => catalog.restores.memoOf(id, stepId),
    keepMemo: (stepId, memo) => catalog.restores.putMemo(id, stepId, memo),
    tell(kind, text, detail = '') {
      const incident = catalog.incidents.find(current().incidentId);
      if (incident === null) return;
      const event = { at: instantOf(clock), kind, text: redactText(text), detail: redactText(detail) };
      keepIncident(modules, { ...incident, timeline: [...incident.timeline, event] });
    },
  };
}

export function keepIncident({ catalog, emit }: Pick<Kept, 'catalog' | 'emit'>, incident: Incident): void {
  catalog.incidents.put(incident);
  emit('incident.changed', { incidentId: incident.id });
}
