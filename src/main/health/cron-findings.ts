import { formatAge } from '../../shared/format/durations.ts';
import type { CronDisk, CronMode, CronPlan, CronWork, CronWorkState, ProgramState } from '../../shared/model/cron.ts';
import type { Finding } from '../../shared/model/fleet.ts';
import type { ServerId } from '../../shared/model/ids.ts';

/** What is known of a site's cron, as it was found when its server last answered. */
export interface CronFacts {
  readonly plan: CronPlan | null;
  /** Null: nothing is installed, and nothing is expected. */
  readonly installedAt: string | null;
  readonly askedAt: string | null;
  readonly mode: CronMode;
  readonly lines: readonly string[];
  readonly programState: ProgramState;
  readonly works: readonly CronWorkState[];
  readonly disk: CronDisk | null;
  readonly lastPullAt: string | null;
}

const DAY = 24 * 3_600_000;

const NAMES: Readonly<Record<CronWork, string>> = {
  database: 'the dump of the database',
  structure: 'the dump of its structure',
  media: 'the archive of the files',
  application: 'the backup of the whole application',
  cleanup: 'the cleanup',
  monitor: 'the monitoring',
};

/** What of a site's cron a person must look at. What the server was not asked about yet is not judged. `now`: milliseconds since the epoch. Pure. */
export function cronFindings(cron: CronFacts | null, serverId: ServerId, now: number): readonly Finding[] {
  const { plan, installedAt, askedAt } = cron ?? {};
  if (cron === null || plan === undefined || plan === null || installedAt === null || installedAt === undefined) return [];
  if (askedAt === null || askedAt === undefined) return [];
  const known: Known = { ...cron, plan, installedAt, askedAt, now };
  return [
    ...silentFindings(known),
    ...failedFindings(known),
    ...programFindings(known),
    ...diskFindings(known),
    ...pullFindings(known),
  ].map((found): Finding => ({ backupId: null, placeId: null, serverId, ...found }));
}

/**
 * Work of which the last answer of the server says nothing any more: it was as it should be then, and by now it would count as silent had the server been
 * asked and told of no later run. Pure.
 */
export function notKnownNow({ works }: Pick<CronFacts, 'works'>, now: number): readonly string[] {
  return works.filter(({ state, silentFrom }) => state !== 'silent' && now >= Date.parse(silentFrom)).map(({ work }) => NAMES[work]);
}

type Found = Pick<Finding, 'code' | 'severity' | 'text' | 'at'>;
type Known = CronFacts & { readonly plan: CronPlan; readonly installedAt: string; readonly askedAt: string; readonly now: number };

function silentFindings({ mode, lines, programState, works, askedAt, installedAt, now }: Known): readonly Found[] {
  const severity = 'at-risk';
  const code = 'cron-silent';
  if (programState === 'missing')
    return [
      { code, severity, text: 'The program is not on the server any more: nothing makes backups there. Install it again.', at: askedAt },
    ];
  if (mode === 'crontab' && lines.length === 0)
    return [
      {
        code,
        severity,
        text: "The site's lines are not in the cron table any more: nothing starts there. Install them again.",
        at: askedAt,
      },
    ];
  const silent = works.filter(({ state }) => state === 'silent');
  const [first] = silent.toSorted((a, b) => Date.parse(a.silentFrom) - Date.parse(b.silentFrom));
  if (first === undefined) return [];
  const what = silent.map(
    ({ work, lastSeenAt }) =>
      `${NAMES[work]} (${lastSeenAt === null ? `never since it was installed ${age(installedAt, now)}` : `last seen ${age(lastSeenAt, now)}`})`,
  );
  const panel = mode === 'panel' ? ' Look whether its line is in the hosting panel.' : ' Look whether cron runs on the server.';
  return [{ code, severity, text: `The server should have run ${listed(what)} by now.${panel}`, at: first.silentFrom }];
}

function failedFindings({ works }: Known): readonly Found[] {
  const failed = works.flatMap((each) => (each.state === 'failed' && each.lastRun !== null ? [{ ...each, lastRun: each.lastRun }] : []));
  const [first] = failed;
  if (first === undefined) return [];
  const what = failed.map(({ work, lastRun }) => (lastRun.reason === '' ? NAMES[work] : `${NAMES[work]}: ${withoutStop(lastRun.reason)}`));
  return [
    {
      code: 'cron-failed',
      severity: 'at-risk',
      text: `Failed on the server at its last run: ${what.join('; ')}. Backups made before are as they were.`,
      at: first.lastRun.at,
    },
  ];
}

function programFindings({ programState, askedAt }: Known): readonly Found[] {
  const code = 'cron-outdated';
  const severity = 'note';
  if (programState === 'older')
    return [
      { code, severity, text: 'The program on the server is of an older Holdfast. Install again to bring it up to date.', at: askedAt },
    ];
  if (programState !== 'changed') return [];
  return [
    {
      code,
      severity: 'at-risk',
      text: 'The program on the server is not as Holdfast put it there: somebody changed it. Find out who, and install it again.',
      at: askedAt,
    },
  ];
}

function diskFindings({ disk, plan, askedAt }: Known): readonly Found[] {
  const limit = plan.settings.diskLimitPercent;
  if (disk === null || disk.usedPercent < limit) return [];
  const text = `The disk of the server is ${disk.usedPercent} % full; the limit of its backups is ${limit} %. Make room, or keep fewer backups there.`;
  return [{ code: 'server-disk-over-limit', severity: 'at-risk', text, at: askedAt }];
}

function pullFindings({ plan, lastPullAt, installedAt, now }: Known): readonly Found[] {
  const days = plan.settings.pullWithinDays;
  const since = lastPullAt !== null && lastPullAt > installedAt ? lastPullAt : installedAt;
  if (days === 0 || now - Date.parse(since) <= days * DAY) return [];
  const last =
    lastPullAt === null ? 'Nothing was fetched from the server yet' : `The server's backups were last fetched ${age(lastPullAt, now)}`;
  const text = `${last}; every ${days === 1 ? 'day' : `${days} days`} are meant. Until they are here, they are lost with the server.`;
  return [{ code: 'pull-mark-old', severity: 'at-risk', text, at: new Date(Date.parse(since) + days * DAY).toISOString() }];
}

function listed(words: readonly string[]): string {
  return words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}

const withoutStop = (text: string): string => text.replace(/\.$/u, '');
const age = (at: string, now: number): string => formatAge(Math.max(0, now - Date.parse(at)));
