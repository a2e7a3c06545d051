import { formatDuration } from '../../../shared/format/durations.ts';
import { type Evidence, HEALTH_WORDS, type HealthLevel, type NightMark, type RpoStatus } from '../../../shared/model/health.ts';
import type { Tone, ToneWord } from '../../design/tone.ts';
import type { Screen } from '../../navigation.ts';

const TONES: Readonly<Record<HealthLevel, Tone>> = { excellent: 'ok', good: 'ok', warning: 'warn', critical: 'crit' };

export function levelWord(level: HealthLevel): ToneWord {
  return { tone: TONES[level], word: HEALTH_WORDS[level] };
}

/** What is opened when a statement is followed. */
export function screenOf(evidence: Evidence): Screen {
  switch (evidence.kind) {
    case 'site':
      return { name: 'site', siteId: evidence.siteId };
    case 'backup':
      return { name: 'backup', backupId: evidence.backupId };
    case 'place':
      return { name: 'place', placeId: evidence.placeId };
    case 'job':
      return { name: 'job', jobId: evidence.jobId };
    case 'drill':
      return { name: 'drill', drillId: evidence.drillId };
    case 'drills':
      return { name: 'drills', siteId: evidence.siteId };
    case 'server':
      return { name: 'server', serverId: evidence.serverId };
    case 'schedule':
      return { name: 'site', siteId: evidence.siteId };
    case 'retention':
      return { name: 'retention', siteId: evidence.siteId, placeId: null };
    case 'recovery':
      return { name: 'site-recovery', siteId: evidence.siteId };
  }
}

/** The clock as it stands at `now`, which goes on between two answers: milliseconds of the age and of what is left (below nothing: over). */
export function rpoAt({ newestGoodAt, targetMs }: RpoStatus, now: number) {
  if (newestGoodAt === null) return null;
  const ageMs = Math.max(0, now - Date.parse(newestGoodAt));
  const leftMs = targetMs - ageMs;
  const tone: Tone = leftMs < 0 ? 'crit' : leftMs < targetMs / 12 ? 'warn' : 'ok';
  return { ageMs, leftMs, tone, share: Math.min(1, ageMs / targetMs) };
}

export function rpoLine(at: NonNullable<ReturnType<typeof rpoAt>>, targetMs: number): string {
  if (at.leftMs < 0) return `${coarse(-at.leftMs)} over`;
  return at.tone === 'warn' ? `${coarse(at.leftMs)} left` : `of ${allowed(targetMs)}`;
}

/** Targets are thought of in hours for as long as they are short. */
export function allowed(ms: number): string {
  const hours = ms / 3_600_000;
  return Number.isInteger(hours) && hours <= 72 ? `${hours}\u00a0h` : formatDuration(ms);
}

/** In hours up to three days, so that "55 h over" needs no sum. */
function coarse(ms: number): string {
  const hours = ms / 3_600_000;
  return hours >= 1 && hours < 72 ? `${Math.floor(hours)}\u00a0h` : formatDuration(ms);
}

const LEVELS = { present: 'present, not re-read', intact: 'intact', sound: 'sound', proven: 'proven by a drill' } as const;

/** One day of the strip as a sentence: "Fri 20 Nov: sound, 292 MB". */
export function nightSentence({ state, level, isOffRange, backups }: NightMark): string {
  switch (state) {
    case 'running':
      return 'a backup is running';
    case 'failed':
      return 'the backup failed';
    case 'none':
      return 'no backup';
    case 'made': {
      const many = backups === 1 ? '' : `${backups} backups, `;
      const proof = level === null ? 'no copy that holds is left' : LEVELS[level];
      return `${many}${proof}${isOffRange ? ", outside the site's own range" : ''}`;
    }
  }
}

/** "Fri 20 Nov"; the day is one of this computer's calendar. */
export function dayWords(day: string): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  return new Intl.DateTimeFormat('en-GB', { weekday: 'short', day: 'numeric', month: 'short' })
    .format(new Date(year, month - 1, date, 12))
    .replace(',', '');
}

/** The finding of the whole strip: "30 days: 27 with a backup, 3 failed, 1 outside the range." */
export function stripSentence(nights: readonly NightMark[]): string {
  const count = (wanted: (night: NightMark) => boolean): number => nights.filter(wanted).length;
  const odd = count(({ isOffRange }) => isOffRange);
  const none = count(({ state }) => state === 'none');
  return [
    `${nights.length} days: ${count(({ state }) => state === 'made')} with a backup`,
    ...(count(({ state }) => state === 'failed') === 0 ? [] : [`${count(({ state }) => state === 'failed')} failed`]),
    ...(none === 0 ? [] : [`${none} without`]),
    ...(odd === 0 ? [] : [`${odd} outside the range`]),
  ].join(', ');
}
