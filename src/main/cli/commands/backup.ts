import { formatBytes } from '../../../shared/format/bytes.ts';
import type { Artifact, DatabaseInventory } from '../../../shared/model/artifact.ts';
import type { BackupSummary, Proof } from '../../../shared/model/backup.ts';
import type { SourceId } from '../../../shared/model/ids.ts';
import type { Compression } from '../../../shared/model/preflight.ts';
import type { Source } from '../../../shared/model/source.ts';
import type { Input } from '../../../shared/ipc/contract.ts';
import type { Job } from '../../../shared/model/job.ts';
import type { App } from '../../app/app.ts';
import { ask, EXIT, oneOf, text, UsageError, type Command, type CommandContext, type Exit, type OptionValues } from '../command.ts';
import { findSite, introduceEverybody, siteOfCommand } from '../find.ts';
import { facts, table } from '../table.ts';
import { exitOf, problemLines, waitForJob } from '../wait-for-job.ts';
import { EVERYTHING, findBackup, findPlace, listOf, placesOf } from '../words.ts';

const string = { type: 'string' } as const;
const flag = { type: 'boolean' } as const;
const KINDS = ['full', 'incremental', 'structure', 'data'] as const;

export const backupRun: Command = {
  name: 'backup run',
  usage:
    'backup run SITE [--sources database,media,config] [--kind full|incremental|structure|data] [--compression gzip|zstd|bzip2|none] [--to PLACE,...] [--label NAME] [--no-verify] [--keep-secrets-in-file]',
  about: 'Backs up a site now, waits for the end, and then for the copies its policy or --to wants. A label makes it a checkpoint.',
  options: {
    kind: string,
    compression: string,
    label: string,
    sources: string,
    to: string,
    'no-verify': flag,
    'keep-secrets-in-file': flag,
  },
  positionals: [1, 1],
  access: 'work',
  async run(context) {
    const { app, options, positionals } = context;
    context.secrets.keep(options['keep-secrets-in-file'] === true);
    const { site, sources } = await siteOfCommand(context, positionals[0] ?? '');
    const to = await placesOf(app, options, 'to');
    const started = await ask(app, 'backup.start', {
      siteId: site.id,
      kind: oneOf(options, 'kind', KINDS) ?? 'full',
      sourceIds: sourcesOf(options, sources),
      compression: oneOf<Compression>(options, 'compression', ['gzip', 'zstd', 'bzip2', 'none']) ?? null,
      label: text(options, 'label') ?? null,
      verify: options['no-verify'] !== true,
      copyTo: to === null ? null : [...to],
    });
    const job = await waitForJob(context, started);
    const ended = `${job.title}: ${job.state}`;
    if (job.backupId === null) return { exit: exitOf(job), json: { job }, text: [ended, ...problemLines(job)].join('\n') };
    const followers = await waitForFollowers(context, job.createdAt);
    const exits = [job, ...followers].map(exitOfPart);
    const details = await ask(app, 'backup.details', { backupId: job.backupId });
    const copied = followers.flatMap((copy) => [`${copy.title}: ${copy.state}`, ...problemLines(copy)]);
    return {
      exit: exits.find((exit) => exit !== EXIT.done) ?? EXIT.done,
      json: { job, followers, ...details },
      text: [ended, describe(details), ...problemLines(job), ...copied].join('\n'),
    };
  },
};

/** A copy that fails leaves the backup: the whole ends with a warning then. */
function exitOfPart(job: Job, index: number): Exit {
  if (index === 0) return exitOf(job);
  return job.state === 'succeeded' ? EXIT.done : EXIT.warning;
}

/** What a backup was followed by, copies and a chain put together: it is queued in the moment the backup ends, and would end with this process. */
async function waitForFollowers(context: CommandContext, since: string): Promise<readonly Job[]> {
  const jobs = await ask(context.app, 'job.list', undefined);
  const followers = jobs.filter(({ kind, createdAt }) => (kind === 'copy' || kind === 'synthesize') && createdAt >= since);
  return Promise.all(followers.map((job) => waitForJob(context, job)));
}

/** Null: everything. */
function sourcesOf(options: OptionValues, sources: readonly Source[]): SourceId[] | null {
  const value = text(options, 'sources');
  if (value === undefined) return null;
  const wanted = listOf(value);
  const unknown = wanted.find((word) => !['database', 'media', 'config'].includes(word));
  if (unknown !== undefined || wanted.length === 0) throw new UsageError('--sources: database, media, config.');
  // One that is asked for and not there must not be missing from the backup in silence.
  const absent = wanted.filter((word) => !sources.some(({ kind }) => kind === word));
  if (absent.length > 0)
    throw new UsageError(`--sources: the site has no source of this kind (${absent.join(', ')}). "source add" gives it one.`);
  return sources.filter(({ kind }) => wanted.includes(kind)).map(({ id }) => id);
}

export const backupList: Command = {
  name: 'backup list',
  usage:
    'backup list [SITE] [--place PLACE] [--kind KIND] [--trigger TRIGGER] [--proof intact|sound|proven|failed] [--text WORDS] [--held]',
  about: 'Backups, newest first.',
  options: { place: string, kind: string, trigger: string, proof: string, text: string, held: flag },
  positionals: [0, 1],
  access: 'read',
  async run({ app, positionals, options }) {
    const name = positionals[0];
    const place = text(options, 'place');
    const filter = {
      ...EVERYTHING,
      text: text(options, 'text') ?? '',
      kind: oneOf(options, 'kind', KINDS) ?? null,
      trigger: oneOf(options, 'trigger', ['manual', 'checkpoint', 'adopted', 'synthetic']) ?? null,
      placeId: place === undefined ? null : (await findPlace(app, place)).id,
      proof: oneOf(options, 'proof', ['intact', 'sound', 'proven', 'failed']) ?? null,
      held: options['held'] === true ? true : null,
    };
    const all = await everyRow(app, filter);
    // Backups outlive their site, so an unknown name is looked up among the backups as well.
    const list = name === undefined ? all : all.filter((backup) => backup.siteName === name || backup.siteId === name);
    if (list.length === 0 && name !== undefined) await findSite(app, name);
    const rows = list.map((backup) => [
      backup.startedAt,
      backup.siteName,
      `${backup.label ?? backup.kind}${backup.held ? ' (held)' : ''}`,
      backup.parts.join('+'),
      formatBytes(backup.bytes),
      `${backup.copies.length}`,
      proofWord(backup),
      backup.id,
    ]);
    const head = ['Taken (UTC)', 'Site', 'Kind', 'Parts', 'Size', 'Copies', 'Proof', 'Id'];
    return { exit: EXIT.done, json: list, text: rows.length === 0 ? 'No backup yet.' : table(head, rows) };
  },
};

const PAGE = 500;

async function everyRow(app: App, filter: Input<'backup.search'>['filter']): Promise<readonly BackupSummary[]> {
  const rows: BackupSummary[] = [];
  for (;;) {
    const page = await ask(app, 'backup.search', { filter, offset: rows.length, limit: PAGE });
    rows.push(...page.rows);
    if (page.rows.length < PAGE || rows.length >= page.total) return rows;
  }
}

export const backupShow: Command = {
  name: 'backup show',
  usage: 'backup show ID',
  about: 'One backup: files, hashes, inventory, copies, how to restore it by hand.',
  options: {},
  positionals: [1, 1],
  access: 'read',
  async run(context) {
    const details = await ask(context.app, 'backup.details', { backupId: await findBackup(context.app, context.positionals[0] ?? '') });
    return { exit: EXIT.done, json: details, text: `${describe(details)}\n\n${details.restoreByHand}` };
  },
};

export const backupVerify: Command = {
  name: 'backup verify',
  usage: 'backup verify ID [--level intact|sound] [--place PLACE]',
  about: 'Re-reads a copy, of this computer unless another place is named: every byte (intact), and what it holds (sound, the default).',
  options: { level: string, place: string },
  positionals: [1, 1],
  access: 'work',
  async run(context) {
    const { app, options, positionals } = context;
    await introduceEverybody(context);
    const backupId = await findBackup(app, positionals[0] ?? '');
    const place = text(options, 'place');
    const started = await ask(app, 'backup.verify', {
      backupId,
      level: oneOf(options, 'level', ['intact', 'sound']) ?? 'sound',
      placeId: place === undefined ? null : (await findPlace(app, place)).id,
    });
    const job = await waitForJob(context, started);
    const exit = exitOf(job);
    const { copies } = await ask(app, 'backup.details', { backupId });
    const proofs = copies.map(({ copy, place: where }) => `${where.name}: ${proofOf(copy.proof)}`).join('\n');
    return { exit, json: { job, copies }, text: `${job.title}: ${job.state}\n${proofs}` };
  },
};

type Details = Awaited<ReturnType<typeof ask<'backup.details'>>>;

function describe({ backup, siteName, copies }: Details): string {
  const head: [string, string][] = [
    ['Backup', backup.id],
    ['Site', siteName],
    ['Taken (UTC)', `${backup.startedAt} to ${backup.completedAt}`],
    ...copies.map(({ copy, place }): [string, string] => [place.name, `${copy.location} (${proofOf(copy.proof)})`]),
    ...backup.warnings.map((warning): [string, string] => ['Warning', warning.text]),
  ];
  const artifacts = backup.artifacts.map((artifact) => [artifact.file, formatBytes(artifact.bytes), artifact.sha256, holdings(artifact)]);
  return `${facts(head)}\n${table(['File', 'Size', 'SHA-256', 'Holds'], artifacts)}`;
}

function holdings(artifact: Artifact): string {
  switch (artifact.part) {
    case 'database':
      return databaseHoldings(artifact.inventory);
    case 'media': {
      const { files, bytes, added, changed, removed } = artifact.counts;
      const change = artifact.kind === 'full' ? 'full' : `${added} new, ${changed} changed, ${removed} deleted since the backup before`;
      return `${files} files, ${formatBytes(bytes)}; ${change}`;
    }
    case 'config':
      return `settings, sealed: ${artifact.entries.map(({ name }) => name).join(', ')}`;
    case 'bundle':
      return `${artifact.dumps.length} dumps, ${artifact.counts.files} files${artifact.encrypted ? ', encrypted' : ''}`;
  }
}

function databaseHoldings({ tables, views, routines, triggers, events }: DatabaseInventory): string {
  const rows = tables.reduce((sum, each) => sum + (each.rows ?? 0), 0);
  return `${tables.length} tables, ${rows} rows, ${views.length} views, ${routines.length} routines, ${triggers.length} triggers, ${events.length} events`;
}

function proofWord(backup: BackupSummary): string {
  const words = backup.copies.map(({ proof }) => proofOf(proof));
  return words.length === 0 ? 'no copy' : [...new Set(words)].join(', ');
}

function proofOf(proof: Proof): string {
  return proof.failure === null ? proof.level : `FAILED: ${proof.failure.text}`;
}
