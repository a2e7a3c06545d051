/** The moment at which every test looks at the app: Fri 20 Nov 2026, 09:41 in Berlin. */
export const NOW = Date.parse('2026-11-20T08:41:00.000Z');

const HOUR = 3_600_000;

/** An instant some hours before NOW. */
export const ago = (hours: number): string => new Date(NOW - hours * HOUR).toISOString();
