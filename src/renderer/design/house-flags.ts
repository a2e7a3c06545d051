/** Twelve drawings on a field of 20 by 20, and their inverses: 24 flags. */
export const FLAG_DRAWINGS = [
  { name: 'bars', path: 'M0 0h20v4H0zM0 8h20v4H0zM0 16h20v4H0z' },
  { name: 'cross', path: 'M7.5 0h5v7.5H20v5h-7.5V20h-5v-7.5H0v-5h7.5z' },
  { name: 'bend', path: 'M0 0h20L0 20z' },
  { name: 'quarters', path: 'M0 0h10v10H0zM10 10h10v10H10z' },
  { name: 'disc', path: 'M10 4.5a5.5 5.5 0 1 0 0 11a5.5 5.5 0 1 0 0-11z' },
  { name: 'halves', path: 'M0 0h10v20H0z' },
  { name: 'saltire', path: 'M0 0h4l6 6 6-6h4v4l-6 6 6 6v4h-4l-6-6-6 6H0v-4l6-6-6-6z' },
  { name: 'frame', path: 'M0 0h20v5.5H0zM0 14.5h20V20H0zM0 5.5h5.5v9H0zM14.5 5.5H20v9h-5.5z' },
  { name: 'pile', path: 'M0 0 20 10 0 20z' },
  { name: 'pales', path: 'M0 0h4v20H0zM8 0h4v20H8zM16 0h4v20h-4z' },
  { name: 'lozenge', path: 'M10 1.5 18.5 10 10 18.5 1.5 10z' },
  { name: 'chevron', path: 'M0 20v-7L10 3l10 10v7L10 10z' },
] as const;

export const FLAG_COUNT = FLAG_DRAWINGS.length * 2;

/** A number from 0 to 23; above 11 the inverse of a drawing. */
export type Flag = number;

/** "cross", "cross, inverse". */
export function flagName(flag: Flag): string {
  const drawing = FLAG_DRAWINGS[flag % FLAG_DRAWINGS.length] ?? FLAG_DRAWINGS[0];
  return flag < FLAG_DRAWINGS.length ? drawing.name : `${drawing.name}, inverse`;
}

interface Flagged {
  readonly id: string;
  readonly createdAt: string;
}

/**
 * Every site its own flag, the same on every start: chosen from the id, older sites first, so that a new site never
 * takes a flag away. Two sites share one only when there are more than 24.
 */
export function assignFlags(sites: readonly Flagged[]): ReadonlyMap<string, Flag> {
  const flags = new Map<string, Flag>();
  const taken = new Set<Flag>();
  for (const site of [...sites].sort((a, b) => a.createdAt.localeCompare(b.createdAt) || a.id.localeCompare(b.id))) {
    const wanted = hash(site.id) % FLAG_COUNT;
    let flag = wanted;
    // 7 has no common divisor with 24: the walk meets every flag, and neighbours do not look alike.
    for (let tries = 0; tries < FLAG_COUNT && taken.has(flag); tries += 1) flag = (flag + 7) % FLAG_COUNT;
    taken.add(flag);
    flags.set(site.id, flag);
  }
  return flags;
}

/** FNV-1a, 32 bit: spreads well over few values. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    value ^= text.charCodeAt(index);
    value = Math.imul(value, 0x01000193);
  }
  return value >>> 0;
}
