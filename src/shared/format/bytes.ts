const UNITS = ['bytes', 'kB', 'MB', 'GB', 'TB', 'PB'] as const;
const NO_BREAK_SPACE = '\u00a0';

/** Decimal units with three significant figures: 292 MB, 1.62 GB, 16.1 GB. Below 1 kB the exact count. */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (unit < UNITS.length - 1 && value >= (unit === 0 ? 1000 : 999.5)) {
    value /= 1000;
    unit += 1;
  }
  const number = unit === 0 ? String(value) : value.toPrecision(3);
  const word = unit === 0 && bytes === 1 ? 'byte' : UNITS[unit];
  return `${number}${NO_BREAK_SPACE}${word}`;
}
