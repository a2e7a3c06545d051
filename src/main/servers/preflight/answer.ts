/** What remote/preflight.sh said: every key with its values, in the order they came. */
export type Answer = ReadonlyMap<string, readonly string[]>;

export function readAnswer(text: string): Answer {
  const answer = new Map<string, string[]>();
  for (const line of text.split('\n')) {
    const [, key, value] = /^([a-z0-9-]+) (.*)$/.exec(line) ?? [];
    if (key === undefined || value === undefined) continue;
    answer.set(key, [...(answer.get(key) ?? []), value.trim()]);
  }
  return answer;
}

/** The first value of a key; null when it was not said or is empty. */
export function said(answer: Answer, key: string): string | null {
  return answer.get(key)?.find((value) => value !== '') ?? null;
}

/** A tool as the program says it: its path, then what it says of its version (empty when it says nothing). */
export function toolSaid(answer: Answer, key: string): { readonly path: string; readonly version: string } | null {
  const line = said(answer, key);
  if (line === null) return null;
  const end = line.indexOf(' ');
  return end < 0 ? { path: line, version: '' } : { path: line.slice(0, end), version: line.slice(end + 1).trim() };
}

/** Two whole numbers, `size free`; null when they were not said. */
export function amountSaid(answer: Answer, key: string): { readonly size: number; readonly free: number } | null {
  const [size, free] = said(answer, key)?.split(' ').map(Number) ?? [];
  return size === undefined || free === undefined || !Number.isFinite(size) || !Number.isFinite(free) ? null : { size, free };
}
