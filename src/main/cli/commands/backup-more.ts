import { formatBytes } from '../../../shared/format/bytes.ts';
import type { BackupDiff } from '../../../shared/model/diff.ts';
import { ask, EXIT, text, UsageError, type Command } from '../command.ts';
import { findSite, introduceArchives, introduceEverybody, siteOfCommand } from '../find.ts';
import { facts, table } from '../table.ts';
import { exitOf, problemLines, waitForJob } from '../wait-for-job.ts';
import { findBackup } from '../words.ts';

const string = { type: 'string' } as const;
const flag = { type: 'boolean' } as const;
const MANY = 10_000;

export const backupAdopt: Command = {
  name: 'backup adopt',
  usage: 'backup adopt SITE [PATH...] [--list]',
  about:
    'Pulls and checks what the server made itself: the newest or all new files, as the source says, or the files named. --list only shows them.',
  options: { list: flag, 'keep-secrets-in-file': flag },
  positionals: [1, MANY],
  access: 'work',
  async run(context) {
    const { app, positionals, options } = context;
    context.secrets.keep(options['keep-secrets-in-file'] === true);
    const [name = '', ...paths] = positionals;
    const status = await siteOfCommand(context, name);
    introduceArchives(context, status);
    if (options['list'] === true) {
      const files = await ask(app, 'adopt.list', { siteId: status.site.id });
      const rows = files.map(({ at, timeFrom, what, state, bytes, path, reason }) => [
        at,
        timeFrom,
        what,
        state,
        formatBytes(bytes),
        `${path} ${reason}`.trim(),
      ]);
      const head = ['Of (UTC)', 'Time from', 'What', 'State', 'Size', 'File'];
      return { exit: EXIT.done, json: files, text: rows.length === 0 ? 'The server has made no backup here.' : table(head, rows) };
    }
    const job = await waitForJob(
      context,
      await ask(app, 'adopt.start', { siteId: status.site.id, paths: paths.length === 0 ? null : [...paths] }),
    );
    return { exit: exitOf(job), json: { job }, text: [`${job.title}: ${job.state}`, ...problemLines(job)].join('\n') };
  },
};

export const backupDiff: Command = {
  name: 'backup diff',
  usage: 'backup diff BEFORE AFTER',
  about: 'What changed between two backups: rows per table, new and gone tables, files; new executable files first.',
  options: {},
  positionals: [2, 2],
  access: 'read',
  async run(context) {
    const { app, positionals } = context;
    await introduceEverybody(context);
    const [before = '', after = ''] = positionals;
    const diff = await ask(app, 'backup.diff', { beforeId: await findBackup(app, before), afterId: await findBackup(app, after) });
    return { exit: EXIT.done, json: diff, text: describe(diff) };
  },
};

function describe({ databases, media, config }: BackupDiff): string {
  const tables = databases.flatMap(({ database, tables: changed }) =>
    changed.map(({ name, change, rowsBefore, rowsAfter }) => [
      `${database}.${name}`,
      change,
      `${rowsBefore ?? '-'}`,
      `${rowsAfter ?? '-'}`,
    ]),
  );
  const objects = databases.flatMap(({ database, objectsAdded, objectsRemoved }) => [
    ...objectsAdded.map((name) => `${database}: ${name} is new`),
    ...objectsRemoved.map((name) => `${database}: ${name} is gone`),
  ]);
  const files = media.flatMap((each) => [
    `Files in ${each.folders.join(', ')}: ${each.added.files} added (${formatBytes(each.added.bytes)}), ${each.changed.files} changed, ${each.removed.files} removed (${formatBytes(each.removed.bytes)}), ${each.touched} touched, ${each.same} the same`,
    ...each.executables.map(({ name, change }) => `  EXECUTABLE ${change}: ${name}`),
    ...each.files
      .slice(0, 100)
      .map(({ name, change, bytesBefore, bytesAfter }) => `  ${change}: ${name} ${bytesBefore ?? '-'} -> ${bytesAfter ?? '-'}`),
    ...(each.notListed + Math.max(0, each.files.length - 100) === 0
      ? []
      : [`  and ${each.notListed + Math.max(0, each.files.length - 100)} more`]),
  ]);
  const parts = [
    tables.length === 0 ? '' : table(['Table', 'Change', 'Rows before', 'Rows after'], tables),
    ...objects,
    ...files,
    ...config,
  ];
  const lines = parts.filter((part) => part !== '');
  return lines.length === 0 ? 'Nothing differs.' : lines.join('\n');
}

export const backupStats: Command = {
  name: 'backup stats',
  usage: 'backup stats [SITE]',
  about: 'Count, size, ratio and growth of backups.',
  options: {},
  positionals: [0, 1],
  access: 'read',
  async run({ app, positionals }) {
    const [name] = positionals;
    const stats = await ask(app, 'backup.statistics', { siteId: name === undefined ? null : (await findSite(app, name)).site.id });
    const ratio = stats.bytes === 0 ? '-' : (stats.uncompressedBytes / stats.bytes).toFixed(2);
    const head = facts([
      ['Backups', `${stats.count}, ${formatBytes(stats.bytes)}`],
      ['Unpacked', `${formatBytes(stats.uncompressedBytes)}, ratio ${ratio}`],
      ['Oldest, newest', `${stats.oldestAt ?? '-'}, ${stats.newestAt ?? '-'}`],
      ['By kind', stats.byKind.map(({ kind, count, bytes }) => `${kind} ${count} (${formatBytes(bytes)})`).join(', ')],
      ['By part', stats.byPart.map(({ part, count, bytes }) => `${part} ${count} (${formatBytes(bytes)})`).join(', ')],
    ]);
    return { exit: EXIT.done, json: stats, text: head };
  },
};

export const backupAnnotate: Command = {
  name: 'backup annotate',
  usage: 'backup annotate ID [--label NAME] [--note TEXT] [--hold|--release]',
  about: 'Names a backup, notes something about it, or holds it so that retention never deletes it.',
  options: { label: string, note: string, hold: flag, release: flag },
  positionals: [1, 1],
  access: 'work',
  async run({ app, positionals, options }) {
    const backupId = await findBackup(app, positionals[0] ?? '');
    const label = text(options, 'label');
    const note = text(options, 'note');
    const held = options['hold'] === true ? true : options['release'] === true ? false : undefined;
    if (label === undefined && note === undefined && held === undefined) throw new UsageError('--label, --note, --hold or --release.');
    await ask(app, 'backup.annotate', {
      backupId,
      ...(label === undefined ? {} : { label }),
      ...(note === undefined ? {} : { note }),
      ...(held === undefined ? {} : { held }),
    });
    const details = await ask(app, 'backup.details', { backupId });
    return { exit: EXIT.done, json: details, text: `${backupId}: ${details.held ? 'held' : 'not held'}. ${details.note}`.trim() };
  },
};

export const backupSynthesize: Command = {
  name: 'backup synthesize',
  usage: 'backup synthesize ID',
  about: 'Builds a full of the files from the chain of a backup, on this computer, without asking the server.',
  options: {},
  positionals: [1, 1],
  access: 'work',
  async run(context) {
    const { app, positionals } = context;
    await introduceEverybody(context);
    const job = await waitForJob(context, await ask(app, 'backup.synthesize', { backupId: await findBackup(app, positionals[0] ?? '') }));
    return { exit: exitOf(job), json: { job }, text: [`${job.title}: ${job.state}`, ...problemLines(job)].join('\n') };
  },
};

export const verificationRun: Command = {
  name: 'verification run',
  usage: 'verification run',
  about: 'Re-reads the copies proved longest ago, within the daily budget (see "transfer limits").',
  options: {},
  positionals: [0, 0],
  access: 'work',
  async run(context) {
    await introduceEverybody(context);
    const job = await waitForJob(context, await ask(context.app, 'verification.run-due', undefined));
    return { exit: exitOf(job), json: { job }, text: [`${job.title}: ${job.state}`, ...problemLines(job)].join('\n') };
  },
};
