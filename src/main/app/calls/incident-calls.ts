import { IncidentId } from '../../../shared/model/ids.ts';
import type { Incident, IncidentEvent, IncidentSummary } from '../../../shared/model/incident.ts';
import { AppError } from '../../errors/app-error.ts';
import { instantOf } from '../../support/clock.ts';
import type { Handlers } from '../handlers.ts';
import type { Modules } from '../modules.ts';
import { needNoneOpen } from '../recovery/restore-journal.ts';

/** As many as the contract says. */
const LISTED = 200;

type Names =
  | 'incident.open'
  | 'incident.list'
  | 'incident.get'
  | 'incident.note'
  | 'incident.set-task'
  | 'incident.add-task'
  | 'incident.close';

/** The journal of what happened to a site; their reports are in report-calls.ts. */
export function incidentCalls(modules: Modules): Handlers<Names> {
  const { catalog, sites, clock } = modules;
  const need = (id: IncidentId): Incident => {
    const incident = catalog.incidents.find(id);
    if (incident === null) throw new AppError('incident.not-found', { detail: id });
    return incident;
  };
  const keep = (incident: Incident, change: Partial<Incident>, kind: IncidentEvent['kind'], text: string): Incident => {
    const event: IncidentEvent = { at: instantOf(clock), kind, text, detail: '' };
    const kept = { ...incident, ...change, timeline: [...incident.timeline, event] };
    catalog.incidents.put(kept);
    return kept;
  };

  return {
    'incident.open': ({ siteId }) => {
      const { name } = sites.get(siteId);
      const open = catalog.incidents.list({ siteId, limit: LISTED }).find(({ closedAt }) => closedAt === null);
      if (open !== undefined) return open;
      const openedAt = instantOf(clock);
      return catalog.incidents.open(
        {
          id: IncidentId.parse(crypto.randomUUID()),
          siteId,
          siteName: name,
          openedAt,
          closedAt: null,
          situation: null,
          choice: null,
          restoreId: null,
          maintenanceSince: null,
          bypassUrl: null,
          timeline: [{ at: openedAt, kind: 'note', text: 'Incident opened.', detail: '' }],
          tasks: [],
          note: '',
        },
        dayHere(clock.now()),
      );
    },
    'incident.list': ({ siteId }) => catalog.incidents.list({ siteId, limit: LISTED }).map(summaryOf),
    'incident.get': ({ incidentId }) => need(incidentId),
    'incident.note': ({ incidentId, note }) => keep(need(incidentId), { note }, 'note', 'Note changed.'),
    'incident.set-task': ({ incidentId, taskId, done, note }) => {
      const incident = need(incidentId);
      const task = incident.tasks.find(({ id }) => id === taskId);
      if (task === undefined) throw new AppError('incident.task-not-found', { detail: taskId });
      const changed = { ...task, doneAt: done ? instantOf(clock) : null, ...(note === undefined ? {} : { note }) };
      const tasks = incident.tasks.map((each) => (each === task ? changed : each));
      return keep(incident, { tasks }, 'task', `${done ? 'Done' : 'Open again'}: ${task.title}`);
    },
    'incident.add-task': ({ incidentId, title, dueAt }) => {
      const incident = need(incidentId);
      const task = { id: crypto.randomUUID(), title, hint: '', dueAt, automatic: false, doneAt: null, note: '' };
      return keep(incident, { tasks: [...incident.tasks, task] }, 'task', `Added: ${title}`);
    },
    'incident.close': ({ incidentId }) => {
      const incident = need(incidentId);
      needNoneOpen(modules, (restore) => restore.incidentId === incidentId);
      return incident.closedAt === null ? keep(incident, { closedAt: instantOf(clock) }, 'note', 'Incident closed.') : incident;
    },
  };
}

function summaryOf({ id, number, siteId, siteName, openedAt, closedAt, restoreId, situation, tasks }: Incident): IncidentSummary {
  const openTasks = tasks.filter(({ doneAt }) => doneAt === null).length;
  return { id, number, siteId, siteName, openedAt, closedAt, restoreId, branch: situation?.branch ?? null, openTasks };
}

/** `2026-11-21` in the zone of this computer: the day its operator would say. `now`: milliseconds since 1970. */
function dayHere(now: number): string {
  const date = new Date(now);
  const two = (number: number) => String(number).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
