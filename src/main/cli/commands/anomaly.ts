import type { Anomaly } from '../../../shared/model/anomaly.ts';
import type { KeyChange } from '../../../shared/model/key-change.ts';
import type { App } from '../../app/app.ts';
import { AppError } from '../../errors/app-error.ts';
import { ask, EXIT, oneOf, ProblemReport, requiredText, UsageError, type Command } from '../command.ts';
import { findSite } from '../find.ts';
import { table } from '../table.ts';

const string = { type: 'string' } as const;
const flag = { type: 'boolean' } as const;

export const anomalyList: Command = {
  name: 'anomaly list',
  usage: 'anomaly list [SITE] [--open]',
  about: 'Backups far off what is usual for their site, open ones first. Retention of a site with an open one is paused.',
  options: { open: flag },
  positionals: [0, 1],
  access: 'read',
  async run({ app, options, positionals }) {
    const [name] = positionals;
    const siteId = name === undefined ? null : (await findSite(app, name)).site.id;
    const anomalies = await ask(app, 'anomaly.list', { siteId, open: options['open'] === true });
    const { sites } = await ask(app, 'fleet.status', undefined);
    const siteName = new Map(sites.map(({ site }) => [site.id, site.name]));
    const rows = anomalies.map((anomaly) => [
      anomaly.id.slice(0, 8),
      anomaly.sightings[0]?.at ?? anomaly.at,
      siteName.get(anomaly.siteId) ?? anomaly.siteId,
      stateOf(anomaly),
      anomaly.text,
    ]);
    const shown = table(['ID', 'BACKUP OF', 'SITE', 'STATE', 'WHAT'], rows);
    return { exit: EXIT.done, json: anomalies, text: rows.length === 0 ? 'Nothing is far off.' : shown };
  },
};

export const anomalyAcknowledge: Command = {
  name: 'anomaly acknowledge',
  usage: 'anomaly acknowledge ID|SITE --note WORDS [--as new-level|one-off]',
  about:
    'Says that you have looked at it; with the last open one of a site its retention goes on. SITE: all open ones of it. new-level (the default): from that backup on this is usual. one-off: that backup is no measure for what follows.',
  options: { note: string, as: string },
  positionals: [1, 1],
  access: 'work',
  async run({ app, options, positionals }) {
    const note = requiredText(options, 'note');
    const verdict = oneOf(options, 'as', ['new-level', 'one-off']) ?? 'new-level';
    const wanted = await wantedOf(app, positionals[0] ?? '');
    const told: Anomaly[] = [];
    for (const { id } of wanted) told.push(await ask(app, 'anomaly.acknowledge', { anomalyId: id, verdict, note }));
    const lines = told.map(({ text }) => `Acknowledged as ${verdict}: ${text}`);
    return { exit: EXIT.done, json: told, text: lines.join('\n') };
  },
};

export const anomalyAcknowledgeKey: Command = {
  name: 'anomaly acknowledge-key',
  usage: 'anomaly acknowledge-key SITE --note WORDS',
  about:
    'Says that you know why the application key of a site (APP_KEY, SECRET_KEY) is another one than before: every change of it nobody has acknowledged.',
  options: { note: string },
  positionals: [1, 1],
  access: 'work',
  async run({ app, options, positionals }) {
    const note = requiredText(options, 'note');
    const { site } = await findSite(app, positionals[0] ?? '');
    const open = (await ask(app, 'anomaly.key-changes', { siteId: site.id })).filter(({ acknowledged }) => acknowledged === null);
    if (open.length === 0) throw new ProblemReport(new AppError('anomaly.no-key-change', { detail: site.name }).toProblem());
    const told: KeyChange[] = [];
    for (const { backupId } of open) told.push(await ask(app, 'anomaly.acknowledge-key', { backupId, note }));
    const lines = told.map(
      ({ name, startedAt, beforeAt }) =>
        `Acknowledged: another ${name} since ${startedAt}; the one before is in the backup of ${beforeAt}.`,
    );
    return { exit: EXIT.done, json: told, text: lines.join('\n') };
  },
};

async function wantedOf(app: App, idOrSite: string): Promise<readonly Anomaly[]> {
  const all = await ask(app, 'anomaly.list', { siteId: null });
  const byId = all.filter(({ id }) => id.startsWith(idOrSite.toLowerCase()));
  if (idOrSite.length >= 4 && byId.length === 1) return byId;
  if (idOrSite.length >= 4 && byId.length > 1) throw new UsageError(`${idOrSite}: more than one anomaly begins so.`);
  const { sites } = await ask(app, 'fleet.status', undefined);
  const site = sites.find((each) => each.site.name === idOrSite)?.site;
  const open = all.filter(({ siteId, acknowledged }) => siteId === site?.id && acknowledged === null);
  if (open.length === 0) throw new ProblemReport(new AppError('anomaly.not-found', { detail: idOrSite }).toProblem());
  return open;
}

function stateOf({ acknowledged, sightings }: Anomaly): string {
  if (acknowledged !== null) return `acknowledged as ${acknowledged.verdict}`;
  return sightings.length === 1 ? 'OPEN' : `OPEN, in ${sightings.length} backups`;
}
