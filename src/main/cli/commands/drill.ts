import { readFile } from 'node:fs/promises';
import * as z from 'zod';
import { formatDuration } from '../../../shared/format/durations.ts';
import { Assertion, type Drill, type DrillSettings, type DrillStatus, type DrillTarget } from '../../../shared/model/drill.ts';
import type { DrillId } from '../../../shared/model/ids.ts';
import type { App } from '../../app/app.ts';
import { AppError } from '../../errors/app-error.ts';
import {
  ask,
  EXIT,
  oneOf,
  portNumber,
  ProblemReport,
  requiredText,
  text,
  UsageError,
  type Command,
  type OptionValues,
} from '../command.ts';
import { findServer, findSite, introduceArchives, introduceEverybody, siteOfCommand } from '../find.ts';
import { drillOwner } from '../secret-owners.ts';
import { facts, table } from '../table.ts';
import { exitOf, problemLines, waitForJob } from '../wait-for-job.ts';
import { findBackup, findPlace, wholeNumber } from '../words.ts';
import { reportResult } from './save-report.ts';

const string = { type: 'string' } as const;
const flag = { type: 'boolean' } as const;

export const drillRun: Command = {
  name: 'drill run',
  usage: 'drill run SITE [--backup ID] [--place PLACE] [--keep-secrets-in-file]',
  about:
    'Restores the newest whole backup for trial, compares it, asks the conditions and measures the time. The live site is not touched. The copy is proven, or its proof is withdrawn.',
  options: { backup: string, place: string, 'keep-secrets-in-file': flag },
  positionals: [1, 1],
  access: 'work',
  async run(context) {
    const { app, options, positionals, secrets } = context;
    secrets.keep(options['keep-secrets-in-file'] === true);
    // Everybody first: what the command is about then takes its secrets from the variables without a name.
    await introduceEverybody(context);
    const status = await siteOfCommand(context, positionals[0] ?? '');
    introduceArchives(context, status);
    const { site } = status;
    const { settings } = await ask(app, 'drill.status', { siteId: site.id });
    if (settings.target.kind === 'server') secrets.introduce([drillOwner(`drill:${site.id}`, site.name, settings.target.user)]);
    const backup = text(options, 'backup');
    const place = text(options, 'place');
    const started = await ask(app, 'drill.start', {
      siteId: site.id,
      backupId: backup === undefined ? null : await findBackup(app, backup),
      placeId: place === undefined ? null : (await findPlace(app, place)).id,
    });
    const job = await waitForJob(context, started);
    const [newest] = await ask(app, 'drill.list', { siteId: site.id });
    const drill = newest !== undefined && newest.endedAt >= job.createdAt ? newest : null;
    if (drill === null) return { exit: exitOf(job), json: { job }, text: [`${job.title}: ${job.state}`, ...problemLines(job)].join('\n') };
    if (drill.outcome !== 'passed') context.note(describe(drill));
    return { exit: exitOf(job), json: { job, drill }, text: describe(drill) };
  },
};

export const drillList: Command = {
  name: 'drill list',
  usage: 'drill list [SITE]',
  about: 'Drills, newest first, with the time each took to restore the data.',
  options: {},
  positionals: [0, 1],
  access: 'read',
  async run({ app, positionals }) {
    const [name] = positionals;
    const siteId = name === undefined ? null : (await findSite(app, name)).site.id;
    const drills = await ask(app, 'drill.list', { siteId });
    const rows = drills.map((drill) => [
      drill.startedAt,
      drill.siteName,
      drill.outcome,
      timeOf(drill),
      drill.backupAt,
      drill.problem?.title ?? '',
      drill.id,
    ]);
    const head = ['Began (UTC)', 'Site', 'Result', 'Restored in', 'Backup of (UTC)', 'Problem', 'Id'];
    return { exit: EXIT.done, json: drills, text: rows.length === 0 ? 'No drill yet.' : table(head, rows) };
  },
};

export const drillReport: Command = {
  name: 'drill report',
  usage: 'drill report ID [--format html|json|pdf] [--output FILE]',
  about: 'The evidence of one drill as a page to print, or as JSON. PDF needs the desktop window.',
  options: { format: string, output: string },
  positionals: [1, 1],
  access: 'read',
  async run({ app, options, positionals }) {
    const drillId = await findDrill(app, positionals[0] ?? '');
    return reportResult(options, {
      print: (format) => ask(app, 'drill.report', { drillId, format }),
      save: (format, file) => ask(app, 'drill.save-report', { drillId, format, file }),
    });
  },
};

export const drillSettings: Command = {
  name: 'drill settings',
  usage:
    'drill settings SITE [--rhythm off|monthly|quarterly] [--sample FILES] [--conditions FILE.json] [--target this-computer | --server NAME --db-user USER [--db-host HOST] [--db-port PORT] [--db-socket PATH]]',
  about:
    'Shows how drills of a site are made, and changes what is named. The account of a scratch database may write to nothing but databases called *__hf_drill_*; its password is HOLDFAST_DRILL_PASSWORD.',
  options: {
    rhythm: string,
    sample: string,
    conditions: string,
    target: string,
    server: string,
    'db-user': string,
    'db-host': string,
    'db-port': string,
    'db-socket': string,
  },
  positionals: [1, 1],
  access: 'work',
  async run({ app, options, positionals }) {
    const { site } = await findSite(app, positionals[0] ?? '');
    const before = await ask(app, 'drill.status', { siteId: site.id });
    const changes = await changesOf(app, options);
    const status =
      Object.keys(changes).length === 0
        ? before
        : await ask(app, 'drill.set-settings', { siteId: site.id, settings: { ...before.settings, ...changes } });
    return { exit: EXIT.done, json: status, text: describeStatus(status) };
  },
};

async function changesOf(app: App, options: OptionValues): Promise<Partial<DrillSettings>> {
  const rhythm = oneOf(options, 'rhythm', ['off', 'monthly', 'quarterly']);
  const sampleFiles = wholeNumber(options, 'sample');
  const file = text(options, 'conditions');
  const target = await targetOf(app, options);
  return {
    ...(rhythm === undefined ? {} : { rhythm }),
    ...(sampleFiles === undefined ? {} : { sampleFiles }),
    ...(file === undefined ? {} : { assertions: await conditionsIn(file) }),
    ...(target === undefined ? {} : { target }),
  };
}

async function targetOf(app: App, options: OptionValues): Promise<DrillTarget | undefined> {
  const server = text(options, 'server');
  if (oneOf(options, 'target', ['this-computer']) !== undefined) {
    if (server !== undefined) throw new UsageError('--target this-computer and --server exclude each other.');
    return { kind: 'this-computer' };
  }
  if (server === undefined) return undefined;
  const address = {
    host: text(options, 'db-host') ?? '127.0.0.1',
    port: portNumber(options, 'db-port', 3306),
    socket: text(options, 'db-socket') ?? null,
  };
  return { kind: 'server', serverId: (await findServer(app, server)).id, address, user: requiredText(options, 'db-user') };
}

async function conditionsIn(file: string): Promise<Assertion[]> {
  try {
    const read: unknown = JSON.parse(await readFile(file, 'utf8'));
    const checked = z.array(Assertion.extend({ database: Assertion.shape.database.default(null) })).safeParse(read);
    if (!checked.success) throw new Error(z.prettifyError(checked.error));
    return checked.data;
  } catch (error) {
    throw new UsageError(
      `--conditions: ${file} is no list of {title, sql, comparison, expected}: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

async function findDrill(app: App, wanted: string): Promise<DrillId> {
  const found = (await ask(app, 'drill.list', { siteId: null })).filter(({ id }) => id.startsWith(wanted));
  const [drill] = found;
  if (wanted.length < 4 || drill === undefined || found.length > 1)
    throw new ProblemReport(new AppError('drill.not-found', { detail: wanted }).toProblem());
  return drill.id;
}

function timeOf({ restoreMs }: Pick<Drill, 'restoreMs'>): string {
  return restoreMs === null ? '-' : formatDuration(restoreMs);
}

function describe(drill: Drill): string {
  const { media } = drill;
  return facts([
    ['Drill', drill.id],
    ['Result', drill.outcome],
    ['Backup', `${drill.backupId}, made ${drill.backupAt}, from ${drill.placeName}`],
    ['Restored to', drill.targetName],
    ['Restored in', timeOf(drill)],
    ...drill.phases.map(({ name, ms }): [string, string] => ['', `${name}: ${formatDuration(ms)}`]),
    ...drill.databases.map((each): [string, string] => [
      each.database,
      `${each.tables} tables, ${each.rows} rows, ${each.differences.length === 0 ? 'nothing differs' : each.differences.join('; ')}`,
    ]),
    ...drill.assertions.map(({ title, ok, found }): [string, string] => [
      'Condition',
      `${ok ? 'held' : 'NOT HELD'}: ${title} (found ${found})`,
    ]),
    ...(media === null
      ? []
      : [
          [
            'Files',
            `${media.sampled} restored, ${media.differences.length === 0 ? 'nothing differs' : media.differences.join('; ')}`,
          ] as const,
        ]),
    ...(drill.settings === undefined ? [] : [['Settings', drill.settings] as const]),
  ]);
}

function describeStatus({ settings, lastPassedAt, dueAt, localServer }: DrillStatus): string {
  const { target } = settings;
  const where =
    target.kind === 'server'
      ? `${target.user} at ${target.address.socket ?? `${target.address.host}:${target.address.port}`}`
      : 'this computer';
  return facts([
    ['Rhythm', settings.rhythm],
    ['Due', dueAt ?? 'no rhythm'],
    ['Last passed', lastPassedAt ?? 'never'],
    ['Restores to', where],
    ['On this computer', localServer ?? 'NO DATABASE SERVER FOUND: install mariadb-server, or name a scratch database with --server'],
    ['Sample', `${settings.sampleFiles} files`],
    ...settings.assertions.map(({ title, sql, comparison, expected }): [string, string] => [
      'Condition',
      `${title}: ${sql} ${comparison} ${expected}`,
    ]),
    ['', 'Ages are measured back from the time of the backup.'],
  ]);
}
