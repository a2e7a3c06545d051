import { formatAge, formatDuration } from '../../../shared/format/durations.ts';
import { formatInstant } from '../../../shared/format/instants.ts';
import type { SiteStatus } from '../../../shared/model/fleet.ts';
import type { Tone } from '../../design/Status.tsx';
import { verdictWord } from '../../design/Status.tsx';

export interface FleetStatement {
  readonly tone: Tone;
  /** What matters now. */
  readonly title: string;
  /** Why. */
  readonly because: string;
  /** What is safe; null when the title says it already. */
  readonly safe: string | null;
  /** Whose next action belongs beside it. */
  readonly about: SiteStatus | null;
}

/** One sentence for a fleet of at least one site, worst first: the worst site, or that all is well. */
export function stateFleet(sites: readonly SiteStatus[], now: number): FleetStatement {
  const worst = sites[0];
  if (worst === undefined || worst.verdict === 'protected') {
    const oldest = [...sites].sort((a, b) => (a.newestGoodAt ?? '').localeCompare(b.newestGoodAt ?? ''))[0];
    return {
      tone: 'ok',
      title: sites.length === 1 ? `${sites[0]?.site.name ?? ''} is protected` : `All ${sites.length} sites are protected`,
      because: oldest === undefined || oldest.newestGoodAt === null ? '' : oldestSentence(oldest, sites.length, now),
      safe: null,
      about: null,
    };
  }
  return {
    tone: verdictWord(worst.verdict).tone,
    title: titleOf(worst, now),
    because: withoutEcho(worst.because),
    safe: safetyOf(worst, now),
    about: worst,
  };
}

/** The title has said that it failed: below it stands why. */
function withoutEcho(because: string): string {
  return because.replace(/^The last backup failed: /, '');
}

function oldestSentence(status: SiteStatus, count: number, now: number): string {
  const age = formatAge(now - Date.parse(status.newestGoodAt ?? ''));
  return count === 1 ? `Newest good backup ${age}.` : `The oldest of the newest good backups: ${status.site.name}, ${age}.`;
}

/** What is the matter; the reason and the age of the newest good copy stand in the sentence below it. */
function titleOf({ site, verdict, nextAction, newestGoodAt, lastJob, newest, findings }: SiteStatus, now: number): string {
  if (verdict === 'no-backup') return `${site.name} has no backup yet`;
  if (newestGoodAt === null) return `${site.name} has no backup that can be relied on`;
  if (nextAction === 'pin-host-key' || nextAction === 'add-database') return `No new backup of ${site.name} can be made`;
  if (nextAction === 'verify') return `The newest copy of ${site.name} has not been read again since it was written`;
  if (nextAction === 'heal') return `A copy of ${site.name} failed its check`;
  if (nextAction === 'add-place' || nextAction === 'copy-to' || nextAction === 'copy') return `${site.name} lies in too few places`;
  if (nextAction === 'see-problem') {
    if (lastJob?.state === 'failed') return `The last backup of ${site.name} failed`;
    const isWhole = lastJob?.state !== 'warning' && (newest?.warnings.length ?? 0) === 0;
    return isWhole && findings.some(({ severity }) => severity === 'critical')
      ? `Something on ${site.name} needs a look`
      : `The last backup of ${site.name} is not complete`;
  }
  if (verdict === 'critical')
    return `${site.name} has had no good backup for ${formatDuration(now - Date.parse(newestGoodAt)).replace(/ .*/, '')}`;
  return `${site.name} is at risk`;
}

/** What exists, how far it is proved, and where. */
export function safetyOf({ board, newestGoodAt, backupCount }: SiteStatus, now: number): string {
  if (newestGoodAt === null) return backupCount === 0 ? 'the site itself: Holdfast only reads from it.' : 'nothing that has been proved.';
  const good = board.cells.flatMap((cell) =>
    cell.newest !== null && !cell.newest.failed && cell.newest.startedAt === newestGoodAt ? [{ cell, level: cell.newest.level }] : [],
  );
  const where = good.map(
    ({ cell, level }) => `${level}, ${cell.placeKind === 'this-computer' ? 'on this computer' : `in ${cell.placeName}`}`,
  );
  return `the backup of ${formatInstant(newestGoodAt, now)}${where.length === 0 ? '' : `, ${where.join('; ')}`}.`;
}
