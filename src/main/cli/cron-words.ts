import { CRON_PRESETS, DEFAULT_CRON_PLAN } from '../../shared/model/cron-presets.ts';
import {
  CronPlan,
  type CronLine,
  type CronPreview,
  type CronSettings,
  type CronState,
  type CronTime,
  type CronWork,
  type CronWorkState,
} from '../../shared/model/cron.ts';
import { formatBytes } from '../../shared/format/bytes.ts';
import { oneOf, text, UsageError, type OptionValues } from './command.ts';
import { describeRhythm, rhythmOf } from './rhythm-words.ts';
import { facts, table } from './table.ts';
import { listOf, wholeNumber } from './words.ts';

export const WORKS: readonly CronWork[] = ['database', 'structure', 'media', 'application', 'cleanup', 'monitor'];

/** The plan of the words of a command: what is not said stays as in `before`. `webhookUrl`: null: none any more; undefined: as before. */
export function planOf(options: OptionValues, before: CronPlan | null, webhookUrl: string | null | undefined): CronPlan {
  const base = before ?? DEFAULT_CRON_PLAN;
  const said = linesSaid(options);
  const webhook = webhookUrl === undefined ? {} : { webhookUrl };
  const plan = CronPlan.safeParse({ lines: said ?? base.lines, settings: { ...base.settings, ...settingsSaid(options), ...webhook } });
  if (plan.success) return plan.data;
  throw new UsageError(plan.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('\n'));
}

/** Null when no line was named. Cleanup and monitoring belong to it, unless they are switched off: without them the disk fills, and nobody says so. */
function linesSaid(options: OptionValues): readonly CronLine[] | null {
  const presets = listOf(text(options, 'preset') ?? '').flatMap((name) => {
    const preset = CRON_PRESETS.find((each) => each.name === name);
    if (preset === undefined) throw new UsageError(`--preset: one or more of ${CRON_PRESETS.map((each) => each.name).join(', ')}.`);
    return preset.lines;
  });
  const off = new Set(WORKS.filter((work) => text(options, work) === 'off'));
  const named = WORKS.flatMap((work) =>
    off.has(work) ? [] : listOf(text(options, work) ?? '').map((word): CronLine => ({ work, rhythm: rhythmOf(word, work) })),
  );
  if (presets.length + named.length === 0 && off.size === 0) return null;
  const lines = [...presets, ...named].filter(({ work }) => !off.has(work));
  const usual = DEFAULT_CRON_PLAN.lines.filter(
    ({ work }) => (work === 'cleanup' || work === 'monitor') && !off.has(work) && !lines.some((line) => line.work === work),
  );
  return [...lines, ...usual];
}

function settingsSaid(options: OptionValues): Partial<CronSettings> {
  const numbers = {
    keepDatabaseDays: wholeNumber(options, 'keep-database-days'),
    keepStructureDays: wholeNumber(options, 'keep-structure-days'),
    keepMediaDays: wholeNumber(options, 'keep-media-days'),
    keepMinCount: wholeNumber(options, 'keep-at-least'),
    diskLimitPercent: wholeNumber(options, 'disk-limit'),
    pullWithinDays: wholeNumber(options, 'pull-within'),
    minSizePercent: wholeNumber(options, 'min-size'),
    compression: oneOf(options, 'compression', ['gzip', 'zstd']),
  };
  const words = { mailTo: text(options, 'mail-to') === 'off' ? null : text(options, 'mail-to') };
  return Object.fromEntries(Object.entries({ ...numbers, ...words }).filter(([, value]) => value !== undefined));
}

const MARKS = { same: '  ', added: '+ ', removed: '- ' } as const;

/** All that will be done, for people. Long files are named here; their content is in the private folder afterwards, and in `--json` before. */
export function describePreview({ action, mode, folder, crontab, files, times, warnings, already, zone }: CronPreview): string {
  const changed = files.filter(({ state }) => state !== 'same');
  return [
    mode === 'panel' ? 'The account has no cron table over SSH.' : 'The cron table, before and after:',
    ...crontab.map(({ kind, text: line }) => `  ${MARKS[kind]}${line}`),
    '',
    `Files in ${folder}:`,
    ...(files.length === 0
      ? ['  none is touched']
      : files.map(({ path, bytes, state, mode: bits }) => `  ${state.padEnd(8)}${bits} ${path} (${formatBytes(bytes)})`)),
    ...changed
      .filter(({ path, state }) => path.endsWith('site.conf') && state !== 'removed')
      .flatMap(({ content }) => [
        '',
        ...content
          .trimEnd()
          .split('\n')
          .map((line) => `    ${line}`),
      ]),
    ...(mode === 'panel' && action === 'install' ? ['', ...pasteLines(times)] : []),
    ...(times.length === 0 ? [] : ['', `Next runs (the server's zone: ${zoneName(zone)}):`, nextRuns(times)]),
    ...(already.length === 0
      ? []
      : [
          '',
          'What runs there already:',
          ...already.flatMap(({ text: words, detail }) => [`  ${words}`, ...detail.split('\n').map((line) => `    ${line}`)]),
        ]),
    ...(warnings.length === 0 ? [] : ['', 'To know before:', ...warnings.map(({ text: words }) => `  ${words}`)]),
  ].join('\n');
}

/** What goes into a hosting panel, by hand. */
export function pasteLines(times: readonly CronTime[]): readonly string[] {
  return ['Into the hosting panel, one cron job for each line:', ...times.map(({ text: line }) => `  ${line}`)];
}

/** Each line with its next run here and there. */
function nextRuns(times: readonly CronTime[]): string {
  const rows = times.map(({ work, rhythm, nextRuns: [next = ''] }) => [work, describeRhythm(rhythm), next === '' ? '' : localTime(next)]);
  return table(['Work', 'When, on the server', 'Next run, by this computer'], rows);
}

export function describeState(state: CronState): string {
  const { installedAt, folder, program, ownProgram, programState, disk, lastPullAt, askedAt, problem, zone, mode, modeReason } = state;
  if (installedAt === null)
    return `Nothing is installed on ${state.serverName} for ${state.siteName}.${askedAt === null ? '' : ` Looked ${localTime(askedAt)}.`}`;
  return [
    facts([
      ['Site', `${state.siteName} on ${state.serverName}`],
      ['Installed', localTime(installedAt)],
      ['Last answer', askedAt === null ? 'none yet' : localTime(askedAt)],
      ...(problem === null ? [] : [['Problem', `${problem.title} (${problem.code})`] as const]),
      ['Cron table', mode === 'panel' ? `none over SSH: ${modeReason}` : `${state.lines.length} lines`],
      ['Folder', folder ?? ''],
      ['Program', `${program === null ? 'missing' : program.version} (${programState}; this Holdfast has ${ownProgram.version})`],
      ['Zone', zoneName(zone)],
      [
        'Disk',
        disk === null
          ? 'not known'
          : `${disk.usedPercent} % full${disk.backupBytes === null ? '' : `, backups ${formatBytes(disk.backupBytes)}`}`,
      ],
      ['Last fetched', lastPullAt === null ? 'never' : localTime(lastPullAt)],
      ...state.conditions.map(({ text: words }) => ['On the server', words] as const),
    ]),
    '',
    table(['Work', 'State', 'Last seen', 'Result', 'Next', 'Rhythm'], state.works.map(workRow)),
    ...(mode === 'panel' ? ['', ...pasteLines(state.times)] : []),
  ].join('\n');
}

function workRow({ work, state, lastSeenAt, lastRun, nextAt, rhythms }: CronWorkState): readonly string[] {
  const result = lastRun === null ? '' : [lastRun.outcome, lastRun.reason].filter((word) => word !== '').join(': ');
  return [
    work,
    state,
    lastSeenAt === null ? 'never' : localTime(lastSeenAt),
    result,
    nextAt === null ? '' : localTime(nextAt),
    rhythms.map(describeRhythm).join('; '),
  ];
}

export function listRow({ siteName, serverName, installedAt, mode, works, programState, askedAt }: CronState): readonly string[] {
  const worst = ['failed', 'silent', 'late', 'never', 'alive'].find((state) => works.some((each) => each.state === state));
  const seen =
    works
      .map(({ lastSeenAt }) => lastSeenAt ?? '')
      .toSorted()
      .at(-1) ?? '';
  return [
    siteName,
    serverName,
    installedAt === null ? 'not installed' : mode === 'panel' ? 'by the panel' : 'installed',
    worst ?? '',
    seen === '' ? '' : localTime(seen),
    installedAt === null ? '' : programState,
    askedAt === null ? 'never asked' : localTime(askedAt),
  ];
}

const zoneName = ({ name, offsetMinutes }: CronState['zone']): string => {
  const total = Math.abs(offsetMinutes);
  const digits = (value: number): string => String(value).padStart(2, '0');
  return `${name === '' ? 'without a name' : name}, UTC${offsetMinutes < 0 ? '-' : '+'}${digits(Math.floor(total / 60))}:${digits(total % 60)}`;
};

/** By this computer's clock and zone, with the zone. */
function localTime(instant: string): string {
  return new Date(instant).toLocaleString('sv-SE', {
    timeZoneName: 'short',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  });
}
