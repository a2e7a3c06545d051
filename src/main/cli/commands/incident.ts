import type { Incident } from '../../../shared/model/incident.ts';
import type { IncidentId } from '../../../shared/model/ids.ts';
import type { App } from '../../app/app.ts';
import { AppError } from '../../errors/app-error.ts';
import { ask, EXIT, ProblemReport, requiredText, text, UsageError, type Command } from '../command.ts';
import { findSite } from '../find.ts';
import { facts, table } from '../table.ts';
import { reportResult } from './save-report.ts';

const string = { type: 'string' } as const;

export const incidentList: Command = {
  name: 'incident list',
  usage: 'incident list [SITE]',
  about: 'Incidents, newest first.',
  options: {},
  positionals: [0, 1],
  access: 'read',
  async run({ app, positionals }) {
    const [name] = positionals;
    const siteId = name === undefined ? null : (await findSite(app, name)).site.id;
    const incidents = await ask(app, 'incident.list', { siteId });
    const rows = incidents.map((each) => [
      each.number,
      each.siteName,
      each.openedAt,
      each.closedAt ?? 'open',
      each.branch ?? '-',
      String(each.openTasks),
    ]);
    const head = ['Number', 'Site', 'Opened (UTC)', 'Closed (UTC)', 'What happened', 'Tasks not done'];
    return { exit: EXIT.done, json: incidents, text: rows.length === 0 ? 'No incident yet.' : table(head, rows) };
  },
};

export const incidentOpen: Command = {
  name: 'incident open',
  usage: 'incident open SITE',
  about: 'Begins the journal of something that happened to a site; the open one where there is one.',
  options: {},
  positionals: [1, 1],
  access: 'work',
  async run({ app, positionals }) {
    const { site } = await findSite(app, positionals[0] ?? '');
    const incident = await ask(app, 'incident.open', { siteId: site.id });
    return { exit: EXIT.done, json: incident, text: describe(incident) };
  },
};

export const incidentClose: Command = {
  name: 'incident close',
  usage: 'incident close NUMBER',
  about: 'Says that an incident is over. It stays in the list, with its report.',
  options: {},
  positionals: [1, 1],
  access: 'work',
  async run({ app, positionals }) {
    const incident = await ask(app, 'incident.close', { incidentId: await findIncident(app, positionals[0] ?? '') });
    return { exit: EXIT.done, json: incident, text: describe(incident) };
  },
};

export const incidentShow: Command = {
  name: 'incident show',
  usage: 'incident show NUMBER',
  about: 'One incident: timeline, tasks, notes. A number is like 2026-11-21-1.',
  options: {},
  positionals: [1, 1],
  access: 'read',
  async run({ app, positionals }) {
    const incident = await ask(app, 'incident.get', { incidentId: await findIncident(app, positionals[0] ?? '') });
    return { exit: EXIT.done, json: incident, text: describe(incident) };
  },
};

export const incidentReportCommand: Command = {
  name: 'incident report',
  usage: 'incident report NUMBER [--format html|json|pdf] [--output FILE]',
  about: 'Everything that is known of an incident and its restores as a page to print, or as JSON. PDF needs the desktop window.',
  options: { format: string, output: string },
  positionals: [1, 1],
  access: 'read',
  async run({ app, options, positionals }) {
    const incidentId = await findIncident(app, positionals[0] ?? '');
    return reportResult(options, {
      print: (format) => ask(app, 'incident.report', { incidentId, format }),
      save: (format, file) => ask(app, 'incident.save-report', { incidentId, format, file }),
    });
  },
};

export const incidentNote: Command = {
  name: 'incident note',
  usage: 'incident note NUMBER --text WORDS',
  about: 'Replaces the note of an incident.',
  options: { text: string },
  positionals: [1, 1],
  access: 'work',
  async run({ app, options, positionals }) {
    const incidentId = await findIncident(app, positionals[0] ?? '');
    const incident = await ask(app, 'incident.note', { incidentId, note: text(options, 'text') ?? missing('text') });
    return { exit: EXIT.done, json: incident, text: describe(incident) };
  },
};

export const incidentTask: Command = {
  name: 'incident task',
  usage: 'incident task NUMBER (--done ID | --open ID) [--note WORDS] | --add TITLE --due TIME',
  about: 'Marks a task of an incident as done or not done, or adds one. TIME is like 2026-11-28T09:00:00Z.',
  options: { done: string, open: string, note: string, add: string, due: string },
  positionals: [1, 1],
  access: 'work',
  async run({ app, options, positionals }) {
    const given = ['done', 'open', 'add'].filter((name) => text(options, name) !== undefined);
    if (given.length !== 1) throw new UsageError('One of --done, --open and --add is needed.');
    const incidentId = await findIncident(app, positionals[0] ?? '');
    const title = text(options, 'add');
    if (title !== undefined) {
      const due = Date.parse(requiredText(options, 'due'));
      if (Number.isNaN(due)) throw new UsageError('--due: a time like 2026-11-28T09:00:00Z.');
      const incident = await ask(app, 'incident.add-task', { incidentId, title, dueAt: new Date(due).toISOString() });
      return { exit: EXIT.done, json: incident, text: describe(incident) };
    }
    const done = text(options, 'done');
    const note = text(options, 'note');
    const incident = await ask(app, 'incident.set-task', {
      incidentId,
      taskId: done ?? text(options, 'open') ?? '',
      done: done !== undefined,
      ...(note === undefined ? {} : { note }),
    });
    return { exit: EXIT.done, json: incident, text: describe(incident) };
  },
};

/** By number, by id, or by the beginning of an id. */
async function findIncident(app: App, wanted: string): Promise<IncidentId> {
  const incidents = await ask(app, 'incident.list', { siteId: null });
  const found = incidents.filter(({ id, number }) => number === wanted || (wanted.length >= 4 && id.startsWith(wanted)));
  const [incident] = found;
  if (incident === undefined || found.length > 1)
    throw new ProblemReport(new AppError('incident.not-found', { detail: wanted }).toProblem());
  return incident.id;
}

function describe({ number, siteName, openedAt, closedAt, situation, timeline, tasks, note }: Incident): string {
  const head = facts([
    ['Incident', number],
    ['Site', siteName],
    ['Opened', openedAt],
    ['Closed', closedAt ?? 'not yet'],
    ['What happened', situation?.branch ?? 'not answered'],
    ...(note === '' ? [] : [['Note', note] as const]),
  ]);
  const events = timeline.map(({ at, kind, text: words }) => [at, kind, words]);
  const open = tasks.map(({ id, title, dueAt, doneAt }) => [doneAt === null ? 'NOT DONE' : 'done', dueAt, title, id]);
  return [
    head,
    ...(events.length === 0 ? [] : ['', table(['Time (UTC)', 'Kind', 'What'], events)]),
    ...(open.length === 0 ? [] : ['', table(['Task', 'Due (UTC)', 'What', 'Id'], open)]),
  ].join('\n');
}

function missing(name: string): never {
  throw new UsageError(`--${name} is needed.`);
}
