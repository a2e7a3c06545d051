import { createHash } from 'node:crypto';
import type { AlreadyRuns, CronFile, CronPlan, CronPreview, CrontabChange, CronTime, CronWarning } from '../../shared/model/cron.ts';
import type { Site } from '../../shared/model/site.ts';
import type { Source } from '../../shared/model/source.ts';
import { AppError } from '../errors/app-error.ts';
import { alreadyRuns } from './already-runs.ts';
import type { CronFacts } from './cron-answer.ts';
import { splitTable, withBlock } from './cron-block.ts';
import { cronTime, programIn } from './cron-lines.ts';
import { cronWarnings } from './cron-warnings.ts';
import { serverFile } from './server-file.ts';
import { siteConf } from './site-conf.ts';

/** A file that is put into the private folder, or taken out of it. */
export interface PlannedFile {
  readonly name: string;
  readonly mode: '0700' | '0600';
  readonly content: string;
}

/** What is to be done, with the preview that stands for it. */
export interface PlannedCron {
  readonly preview: CronPreview;
  readonly files: readonly PlannedFile[];
  /** Names that leave the folder. */
  readonly removed: readonly string[];
  /** latin1 text of the bytes; null: there is no table, before or after. */
  readonly tableBefore: string | null;
  readonly tableAfter: string | null;
}

export interface PreviewFacts {
  readonly site: Site;
  readonly sources: readonly Source[];
  readonly facts: CronFacts;
  readonly folder: string;
  /** What the site's own scheduler runs; null: there is none, or it was not asked. */
  readonly schedule: string | null;
  /** Milliseconds since the epoch, this computer's clock. */
  readonly now: number;
}

export interface InstallFacts extends PreviewFacts {
  readonly plan: CronPlan;
  /** The option file for databases whose password was typed in; null: none is needed. */
  readonly databaseCnf: string | null;
}

/** Throws `cron.no-home`, `cron.folder-served`, `cron.folder-foreign`. Pure. */
export function planInstall(input: InstallFacts): PlannedCron {
  const { site, sources, facts, folder, plan, databaseCnf } = input;
  if (facts.served !== null) throw new AppError('cron.folder-served', { detail: facts.served });
  if (facts.folder === 'foreign') throw new AppError('cron.folder-foreign', { detail: folder });
  const conf = siteConf(site, sources, plan);
  const files: readonly PlannedFile[] = [
    { name: serverFile.name, mode: '0700', content: serverFile.text },
    { name: 'site.conf', mode: '0600', content: conf.text },
    ...(databaseCnf === null ? [] : [{ name: 'database.cnf', mode: '0600', content: databaseCnf } as const]),
  ];
  // A password that is no longer needed there must not stay there.
  const removed = databaseCnf === null && facts.hasDatabaseCnf ? ['database.cnf'] : [];
  const times = plan.lines.map((line) => cronTime(line, folder, facts.zone, facts.now));
  const warnings = [...conf.warnings, ...cronWarnings(input, conf.typedIn)];
  return planned('install', input, { files, removed, times, warnings, lines: times.map(({ text }) => text) });
}

/** Throws `cron.no-home`, `cron.folder-foreign`. Pure. */
export function planRemoval(input: PreviewFacts, withFiles: boolean): PlannedCron {
  const { facts, folder } = input;
  if (facts.folder === 'foreign') throw new AppError('cron.folder-foreign', { detail: folder });
  const there = [
    ...(facts.program === null ? [] : [serverFile.name]),
    ...(facts.conf === null ? [] : ['site.conf']),
    ...(facts.hasDatabaseCnf ? ['database.cnf'] : []),
  ];
  const warnings: readonly CronWarning[] =
    facts.mode === 'panel'
      ? [{ code: 'panel-lines', text: 'Take the lines of this site out of the hosting panel by hand: they cannot be seen from here.' }]
      : [];
  return planned('remove', input, { files: [], removed: withFiles ? there : [], times: [], warnings, lines: [] });
}

interface Change {
  readonly files: readonly PlannedFile[];
  readonly removed: readonly string[];
  readonly times: readonly CronTime[];
  readonly warnings: readonly CronWarning[];
  /** Of the block; none: the block goes. */
  readonly lines: readonly string[];
}

function planned(action: CronPreview['action'], input: PreviewFacts, change: Change): PlannedCron {
  const { site, facts, folder } = input;
  const ownCommand = programIn(folder);
  const isPanel = facts.mode === 'panel';
  const before = facts.crontab?.toString('latin1') ?? null;
  const after = isPanel ? null : withBlock(before ?? '', site.id, ownCommand, change.lines);
  const files = [...change.files.map((file) => shown(folder, file, facts)), ...change.removed.map((name) => gone(folder, name, facts))];
  // A table without a line is none.
  const tableAfter = after === '' ? null : after;
  return {
    files: change.files,
    removed: change.removed,
    tableBefore: isPanel ? null : before,
    tableAfter,
    preview: {
      siteId: site.id,
      action,
      digest: digestOf([action, site.id, folder, facts.mode, before, tableAfter, change.files, change.removed]),
      mode: facts.mode,
      modeReason: facts.modeReason,
      folder,
      crontab: isPanel ? [] : changesOf(before ?? '', after ?? ''),
      files,
      times: [...change.times],
      warnings: [...change.warnings],
      already: action === 'remove' ? [] : [...alreadyOf(input, before ?? '', ownCommand)],
      zone: facts.zone,
    },
  };
}

function alreadyOf({ site, facts, schedule }: PreviewFacts, table: string, ownCommand: string): readonly AlreadyRuns[] {
  const { before, after } = splitTable(table, site.id, ownCommand);
  const others = Buffer.from(before + after, 'latin1').toString('utf8');
  return alreadyRuns({
    lines: [...others.split('\n'), ...facts.system],
    ownCommand,
    siteRoot: site.root,
    hasSpatie: facts.hasSpatie,
    schedule,
  });
}

const MARKED: Readonly<Record<string, keyof Pick<CronFacts, 'program' | 'conf'>>> = { [serverFile.name]: 'program', 'site.conf': 'conf' };

function shown(folder: string, { name, mode, content }: PlannedFile, facts: CronFacts): CronFile {
  const key = MARKED[name];
  const found = key === undefined ? null : facts[key];
  const isThere = key === undefined ? facts.hasDatabaseCnf : found !== null;
  const isSame = found !== null && found.equals(Buffer.from(content));
  return {
    path: `${folder}/${name}`,
    mode,
    bytes: Buffer.byteLength(content),
    content: name === 'database.cnf' ? content.replaceAll(/^password=.*$/gmu, 'password=(hidden)') : content,
    state: isSame ? 'same' : isThere ? 'changed' : 'new',
  };
}

function gone(folder: string, name: string, facts: CronFacts): CronFile {
  const key = MARKED[name];
  const found = key === undefined ? null : facts[key];
  return {
    path: `${folder}/${name}`,
    mode: '',
    bytes: found?.length ?? 0,
    content: name === 'database.cnf' ? '(hidden)' : (found?.toString('utf8') ?? ''),
    state: 'removed',
  };
}

/** What others have stays; so the change is the old block against the new one. */
function changesOf(before: string, after: string): CrontabChange[] {
  const old = linesOf(before);
  const next = linesOf(after);
  let head = 0;
  while (head < Math.min(old.length, next.length) && old[head] === next[head]) head += 1;
  let tail = 0;
  while (tail < Math.min(old.length, next.length) - head && old.at(-1 - tail) === next.at(-1 - tail)) tail += 1;
  const change = (kind: CrontabChange['kind'], lines: readonly string[]) =>
    lines.map((text): CrontabChange => ({ kind, text: readable(text) }));
  return [
    ...change('same', old.slice(0, head)),
    ...change('removed', old.slice(head, old.length - tail)),
    ...change('added', next.slice(head, next.length - tail)),
    ...change('same', old.slice(old.length - tail)),
  ];
}

function linesOf(table: string): readonly string[] {
  const lines = table.split('\n');
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}

const readable = (latin1: string): string => Buffer.from(latin1, 'latin1').toString('utf8');

/** Of everything that is done: what is not in it cannot be done with it. */
function digestOf(parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16);
}
