import { formatAge } from '../../shared/format/durations.ts';
import type { BackupSummary, Copy } from '../../shared/model/backup.ts';
import type { Finding } from '../../shared/model/fleet.ts';
import type { BackupId, PlaceId } from '../../shared/model/ids.ts';
import type { KeyChange } from '../../shared/model/key-change.ts';
import type { Place } from '../../shared/model/place.ts';
import { COUNTS_FOR_DAYS } from '../../shared/model/proof-board.ts';
import { clause } from './place-words.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** A copy that a policy wants in a place that is always there: a day, and the time a retry or a window takes. */
export const COPY_OVERDUE_MS = 30 * HOUR;
/** A drive is plugged in when somebody thinks of it: with the weekly ritual, and one week that was missed. */
export const DRIVE_OVERDUE_MS = 15 * DAY;
/** What was found longer ago than this is history. */
export const FINDINGS_FOR_MS = COUNTS_FOR_DAYS * DAY;
/** A quarter: whoever tries longer not whether a restore works finds out when it must. */
export const NO_DRILL_MS = 90 * DAY;
/** The warning with which a capture of media names new programs among the files. */
export const NEW_EXECUTABLES = 'new-executables';
/** The warning with which a capture of settings says that the application key is another one, or gone. */
const KEY_CHANGED = 'config.application-key-changed';

/** All that findings rest on. Times are UTC. */
export interface FindingFacts {
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly places: readonly Place[];
  /** Places in which the site's policy wants copies and that lack some, with the time since when. */
  readonly lacking: ReadonlyMap<PlaceId, string>;
  readonly newestWhole: BackupSummary | null;
  readonly newest: BackupSummary | null;
  /** When the next drill is due, when the last one passed (null: none has), and since when there could have been one. Null: no rhythm was wanted. */
  readonly drill?: { readonly dueAt: string; readonly lastPassedAt: string | null; readonly since: string } | null;
  readonly failed: readonly { readonly copy: Copy; readonly startedAt: string; readonly healable: boolean }[];
  readonly brokenChains: readonly {
    readonly backupId: BackupId;
    readonly placeId: PlaceId;
    readonly startedAt: string;
    readonly needsId: BackupId;
    readonly canBring: boolean;
  }[];
  readonly keyChanges: readonly KeyChange[];
}

const SEVERITY: Readonly<Record<Finding['severity'], number>> = { critical: 2, 'at-risk': 1, note: 0 };

/** What a person must look at, worst first, then newest. Each fact is said once. Pure. */
export function findingsOf(facts: FindingFacts): readonly Finding[] {
  return [
    ...keyFindings(facts),
    ...failedFindings(facts),
    ...chainFindings(facts),
    ...warningFindings(facts),
    ...overdueFindings(facts),
    ...drillFindings(facts),
  ].toSorted(worstFindingFirst);
}

/** Worst first, then newest. */
export function worstFindingFirst(a: Finding, b: Finding): number {
  return SEVERITY[b.severity] - SEVERITY[a.severity] || (a.at < b.at ? 1 : a.at > b.at ? -1 : 0);
}

function keyFindings({ keyChanges, now }: FindingFacts): readonly Finding[] {
  return keyChanges
    .filter(({ acknowledged, startedAt }) => acknowledged === null && now - Date.parse(startedAt) <= FINDINGS_FOR_MS)
    .map(({ backupId, startedAt, name, beforeAt }) => ({
      code: 'application-key-changed',
      severity: 'critical',
      text:
        `${name} is another one than in the backup made ${age(beforeAt, now)}: what the site encrypted with the old key cannot be read with the ` +
        'new one. If nobody changed it on purpose, find out who did; keep a backup from before, which holds the old key. It is said until it is acknowledged.',
      at: startedAt,
      backupId,
      placeId: null,
      serverId: null,
    }));
}

/** A backup as it stands once the operator knows of its key: the change is told of the site and of the backup, and asks for nothing more. */
export function withoutToldKey(backup: BackupSummary, keyChanges: FindingFacts['keyChanges']): BackupSummary {
  const isTold = keyChanges.some(({ backupId, acknowledged }) => backupId === backup.id && acknowledged !== null);
  return isTold ? { ...backup, warnings: backup.warnings.filter(({ code }) => code !== KEY_CHANGED) } : backup;
}

function failedFindings(facts: FindingFacts): readonly Finding[] {
  return facts.failed.flatMap(({ copy, healable }): readonly Finding[] => {
    const { failure } = copy.proof;
    if (failure === null) return [];
    const then = healable ? 'It can be healed from another copy.' : 'No other copy of it is left.';
    return [
      {
        code: 'copy-failed',
        severity: healable ? 'at-risk' : 'critical',
        text: `A copy in ${nameOf(facts, copy.placeId)} failed its check: ${clause(failure.text)}. ${then}`,
        at: failure.at,
        backupId: copy.backupId,
        placeId: copy.placeId,
        serverId: null,
      },
    ];
  });
}

/** One for each place: what is missing there breaks all that came after it. */
function chainFindings(facts: FindingFacts): readonly Finding[] {
  const byPlace = Map.groupBy(facts.brokenChains, ({ placeId }) => placeId);
  return [...byPlace].flatMap(([placeId, broken]): readonly Finding[] => {
    const newest = broken.reduce((a, b) => (a.startedAt >= b.startedAt ? a : b));
    const what = broken.length === 1 ? 'a backup lacks' : `${broken.length} backups lack`;
    return [
      {
        code: 'chain-broken',
        severity: 'at-risk',
        text: `In ${nameOf(facts, placeId)} ${what} an archive their files need: from there the files come back in part only.`,
        at: newest.startedAt,
        backupId: newest.backupId,
        placeId,
        serverId: null,
      },
    ];
  });
}

/** Of the newest backup, and of the newest that holds everything. */
function warningFindings({ newest, newestWhole, keyChanges }: FindingFacts): readonly Finding[] {
  const backups = newest === null || newest.id === newestWhole?.id ? [newestWhole] : [newest, newestWhole];
  const keySaid = new Set(keyChanges.map(({ backupId }) => backupId));
  return backups
    .filter((backup) => backup !== null)
    .flatMap((backup) =>
      backup.warnings.flatMap(({ code, text }): Finding | [] => {
        if (code === KEY_CHANGED && keySaid.has(backup.id)) return [];
        const isProgram = code === NEW_EXECUTABLES;
        return {
          code: isProgram ? NEW_EXECUTABLES : 'backup-incomplete',
          severity: isProgram ? 'critical' : 'at-risk',
          text,
          at: backup.completedAt,
          backupId: backup.id,
          placeId: null,
          serverId: null,
        };
      }),
    );
}

function overdueFindings(facts: FindingFacts): readonly Finding[] {
  return overduePlaces(facts).map(({ place, since }) => ({
    code: 'copy-overdue',
    severity: 'at-risk',
    text: `${place.name} lacks backups made since ${age(since, facts.now)}${
      place.kind === 'drive' ? ': plug it in, and it is caught up.' : ', although they are meant to be copied there.'
    }`,
    at: since,
    backupId: facts.newestWhole?.id ?? null,
    placeId: place.id,
    serverId: null,
  }));
}

/** Only where there is a backup to try; the worse of the two is said. */
function drillFindings({ drill, newestWhole, now }: FindingFacts): readonly Finding[] {
  if (drill === null || drill === undefined || newestWhole === null) return [];
  const { dueAt, lastPassedAt, since } = drill;
  const last =
    lastPassedAt === null ? 'No backup of this site was ever restored for trial' : `The last drill passed ${age(lastPassedAt, now)}`;
  const finding = (code: string, text: string): Finding => ({
    code,
    severity: 'note',
    text,
    at: dueAt,
    backupId: newestWhole.id,
    placeId: null,
    serverId: null,
  });
  if (now - Date.parse(lastPassedAt ?? since) > NO_DRILL_MS)
    return [finding('no-drill-passed', `${last}: nobody knows whether and how fast it can be brought back. Run a drill.`)];
  return now < Date.parse(dueAt) ? [] : [finding('drill-due', `${last}. The next one is due.`)];
}

/** Places that a policy wants copies in and that have lacked one for too long, each with the time since which. */
export function overduePlaces({ now, places, lacking }: Pick<FindingFacts, 'now' | 'places' | 'lacking'>) {
  return places.flatMap((place) => {
    const since = lacking.get(place.id);
    if (since === undefined) return [];
    const limit = place.kind === 'drive' ? DRIVE_OVERDUE_MS : COPY_OVERDUE_MS;
    return now - Date.parse(since) > limit ? [{ place, since }] : [];
  });
}

function nameOf({ places }: FindingFacts, placeId: PlaceId): string {
  return places.find(({ id }) => id === placeId)?.name ?? 'a place that is not known';
}

const age = (at: string, now: number): string => formatAge(Math.max(0, now - Date.parse(at)));
