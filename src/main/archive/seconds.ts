const NS_PER_SECOND = 1_000_000_000n;

/** `1700000000`, `1700000000.25`, `-1.5`: as exact as the nanoseconds. */
export function secondsText(ns: bigint): string {
  const size = ns < 0n ? -ns : ns;
  const whole = `${ns < 0n ? '-' : ''}${size / NS_PER_SECOND}`;
  const rest = size % NS_PER_SECOND;
  return rest === 0n ? whole : `${whole}.${String(rest).padStart(9, '0').replace(/0+$/, '')}`;
}

/** The other way round, and as other programs write it; digits beyond nanoseconds are dropped. Null when it is no such number. */
export function nanosecondsOf(text: string): bigint | null {
  const parts = /^(-?)(\d{1,15})(?:\.(\d*))?$/.exec(text);
  if (parts === null) return null;
  const [, sign, whole, fraction = ''] = parts;
  const size = BigInt(whole!) * NS_PER_SECOND + BigInt(fraction.slice(0, 9).padEnd(9, '0'));
  return sign === '-' ? -size : size;
}

export function nanosecondsOfSeconds(seconds: number): bigint {
  return BigInt(seconds) * NS_PER_SECOND;
}
