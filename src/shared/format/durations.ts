const NBSP = '\u00a0';
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A measured span: 0.4 s, 11 min 40 s, 7 h 41 min, 3 d 7 h. */
export function formatDuration(ms: number): string {
  if (ms < 10 * SECOND) return `${(ms / SECOND).toFixed(1)}${NBSP}s`;
  if (ms < MINUTE) return `${Math.round(ms / SECOND)}${NBSP}s`;
  if (ms < HOUR) return pair(ms, MINUTE, 'min', SECOND, 's');
  if (ms < DAY) return pair(ms, HOUR, 'h', MINUTE, 'min');
  return pair(ms, DAY, 'd', HOUR, 'h');
}

/** How long ago, coarse: "just now", "12 min ago", "7 h ago", "3 d ago". */
export function formatAge(ms: number): string {
  if (ms < MINUTE) return 'just now';
  if (ms < HOUR) return `${Math.floor(ms / MINUTE)}${NBSP}min ago`;
  if (ms < 2 * DAY) return `${Math.floor(ms / HOUR)}${NBSP}h ago`;
  return `${Math.floor(ms / DAY)}${NBSP}d ago`;
}

function pair(ms: number, big: number, bigUnit: string, small: number, smallUnit: string): string {
  const total = Math.round(ms / small);
  const perBig = big / small;
  const whole = Math.floor(total / perBig);
  const rest = total % perBig;
  const head = `${whole}${NBSP}${bigUnit}`;
  return rest === 0 ? head : `${head} ${rest}${NBSP}${smallUnit}`;
}
