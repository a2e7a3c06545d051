const STAMP = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z) /gmu;

/** A log with the times of this computer's zone, as every other time on screen; in the file they are UTC. */
export function inLocalTime(log: string, timeZone?: string): string {
  const zone = timeZone === undefined ? {} : { timeZone };
  // Swedish writes a day and a time as they sort.
  const format = new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'medium', ...zone });
  return log.replaceAll(STAMP, (_, at: string) => `${format.format(new Date(at))} `);
}
