/** The zone of this computer: its operator's weeks and hours. */
export function zoneOfOperator(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone;
}
