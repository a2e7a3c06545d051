import { basename } from 'node:path';
import { formatBytes } from '../../../shared/format/bytes.ts';
import type { BackupSummary, Proof } from '../../../shared/model/backup.ts';
import type { BackupId } from '../../../shared/model/ids.ts';
import type { Compression } from '../../../shared/model/preflight.ts';
import { AppError } from '../../errors/app-error.ts';
import { ask, EXIT, oneOf, ProblemReport, text, UsageError, type Command, type CommandContext } from '../command.ts';
import { findSite, siteOfCommand } from '../find.ts';
import { facts, table } from '../table.ts';
import { exitOf, waitForJob } from '../wait-for-job.ts';

const string = { type: 'string' } as const;
const flag = { type: 'boolean' } as const;

export const backupRun: Command = {
  name: 'backup run',
  usage:
    'backup run SITE [--kind full|structure|data] [--compression gzip|zstd|bzip2|none] [--label NAME] [--no-verify] [--keep-secrets-in-file]',
  about: 'Backs up a site now and waits for the end. A label makes it a checkpoint.',
  options: { kind: string, compression: string, label: string, sources: string, 'no-verify': flag, 'keep-secrets-in-file': flag },
  positionals: [1, 1],
  access: 'work',
  async run(context) {
    const { app, options, positionals } = context;
    const sources = text(options, 'sources');
    if (sources !== undefined && sources !== 'database') throw new UsageError('--sources: only "database" can be captured.');
    context.secrets.keep(options['keep-secrets-in-file'] === true);
    const { site } = await siteOfCommand(context, positionals[0] ?? '');
    const started = await ask(app, 'backup.start', {
      siteId: site.id,
      kind: oneOf(options, 'kind', ['full', 'structure', 'data']) ?? 'full',
      compression: oneOf<Compression>(options, 'compression', ['gzip', 'zstd', 'bzip2', 'none']) ?? null,
      label: text(options, 'label') ?? null,
      verify: options['no-verify'] !== true,
    });
    const job = await waitForJob(context, started);
    const exit = exitOf(job);
    const ended = `${job.title}: ${job.state}`;
    const problem = job.problem === null ? [] : [job.problem.title, job.problem.hint, job.problem.detail].filter((words) => words !== '');
    if (job.backupId === null) return { exit, json: { job }, text: [ended, ...problem].join('\n') };
    const details = await ask(app, 'backup.details', { backupId: job.backupId });
    return { exit, json: { job, ...details }, text: [ended, describe(details), ...problem].join('\n') };
  },
};

export const backupList: Command = {
  name: 'backup list',
  usage: 'backup list [SITE]',
  about: 'Backups, newest first.',
  options: {},
  positionals: [0, 1],
  access: 'read',
  async run({ app, positionals }) {
    const name = positionals[0];
    // Backups outlive their site, so an unknown name is looked up among the backups as well.
    const all = await ask(app, 'backup.list', { siteId: null });
    const list = name === undefined ? all : all.filter((backup) => backup.siteName === name || backup.siteId === name);
    if (list.length === 0 && name !== undefined) await findSite(app, name);
    const rows = list.map((backup) => [
      backup.startedAt,
      backup.siteName,
      backup.label ?? backup.kind,
      formatBytes(backup.bytes),
      proofWord(backup),
      backup.id,
    ]);
    return {
      exit: EXIT.done,
      json: list,
      text: rows.length === 0 ? 'No backup yet.' : table(['Taken (UTC)', 'Site', 'Kind', 'Size', 'Proof', 'Id'], rows),
    };
  },
};

export const backupShow: Command = {
  name: 'backup show',
  usage: 'backup show ID',
  about: 'One backup: files, hashes, inventory, copies, how to restore it by hand.',
  options: {},
  positionals: [1, 1],
  access: 'read',
  async run(context) {
    const details = await ask(context.app, 'backup.details', { backupId: await findBackup(context) });
    return { exit: EXIT.done, json: details, text: `${describe(details)}\n\n${details.restoreByHand}` };
  },
};

export const backupVerify: Command = {
  name: 'backup verify',
  usage: 'backup verify ID [--level intact|sound]',
  about: 'Re-reads the copy on this computer: every byte (intact), and what the dump holds (sound, the default).',
  options: { level: string },
  positionals: [1, 1],
  access: 'work',
  async run(context) {
    const { app, options } = context;
    const backupId = await findBackup(context);
    const started = await ask(app, 'backup.verify', { backupId, level: oneOf(options, 'level', ['intact', 'sound']) ?? 'sound' });
    const job = await waitForJob(context, started);
    const exit = exitOf(job);
    const { copies } = await ask(app, 'backup.details', { backupId });
    const proofs = copies.map(({ copy, place }) => `${place.name}: ${proofOf(copy.proof)}`).join('\n');
    return { exit, json: { job, copies }, text: `${job.title}: ${job.state}\n${proofs}` };
  },
};

/** By id, or by the beginning of an id or of a folder's name. */
async function findBackup({ app, positionals }: CommandContext): Promise<BackupId> {
  const wanted = positionals[0] ?? '';
  const list = await ask(app, 'backup.list', { siteId: null });
  const exact = list.filter((backup) => backup.id === wanted);
  const found =
    exact.length > 0
      ? exact
      : list.filter((backup) => backup.id.startsWith(wanted) || backup.copies.some((copy) => basename(copy.location).startsWith(wanted)));
  const [first, second] = found;
  if (wanted.length < 4 || first === undefined) throw new ProblemReport(new AppError('backup.not-found', { detail: wanted }).toProblem());
  if (second !== undefined)
    throw new ProblemReport(new AppError('backup.ambiguous-id', { detail: found.map(({ id }) => id).join('\n') }).toProblem());
  return first.id;
}

type Details = Awaited<ReturnType<typeof ask<'backup.details'>>>;

function describe({ backup, siteName, copies }: Details): string {
  const head: [string, string][] = [
    ['Backup', backup.id],
    ['Site', siteName],
    ['Taken (UTC)', `${backup.startedAt} to ${backup.completedAt}`],
    ...copies.map(({ copy, place }): [string, string] => [place.name, `${copy.location} (${proofOf(copy.proof)})`]),
    ...backup.warnings.map((warning): [string, string] => ['Warning', warning.text]),
  ];
  const artifacts = backup.artifacts.map((artifact) => {
    const { inventory } = artifact;
    const rows = inventory.tables.reduce((sum, each) => sum + (each.rows ?? 0), 0);
    return [
      artifact.file,
      formatBytes(artifact.bytes),
      artifact.sha256,
      `${inventory.tables.length} tables, ${rows} rows, ${inventory.views.length} views, ${inventory.routines.length} routines, ${inventory.triggers.length} triggers, ${inventory.events.length} events`,
    ];
  });
  return `${facts(head)}\n${table(['File', 'Size', 'SHA-256', 'Holds'], artifacts)}`;
}

function proofWord(backup: BackupSummary): string {
  const [copy] = backup.copies;
  return copy === undefined ? 'no copy' : proofOf(copy.proof);
}

function proofOf(proof: Proof): string {
  return proof.failure === null ? proof.level : `FAILED: ${proof.failure.text}`;
}
