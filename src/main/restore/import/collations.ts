import type { TargetFacts } from './target-facts.ts';

type Known = Pick<TargetFacts, 'collations' | 'characterSets'>;

/**
 * The collation the server has in place of one it lacks; null when it has it, or when this is no collation. The order of preference keeps what decides
 * whether two values are equal (case, accents, spaces at the end), so that unique keys hold.
 */
export function replacementFor(name: string, { collations, characterSets }: Known): string | null {
  const lower = name.toLowerCase();
  if (collations.has(lower)) return null;
  const [, characterSet = '', rest = ''] = /^(utf8mb4|utf8mb3|utf8|utf16le|utf16|utf32|ucs2|latin1|ascii|cp1252)_(\w+)$/.exec(lower) ?? [];
  if (characterSet === '' && !lower.startsWith('uca1400_')) return null;
  const set = characterSet === '' ? 'utf8mb4' : knownSet(characterSet, characterSets);
  const noPad = /0900|nopad/.test(rest);
  const candidates = [
    ...(set === characterSet ? [] : [`${set}_${rest}`]),
    ...(rest.endsWith('bin') ? [...(noPad ? [`${set}_nopad_bin`, `${set}_0900_bin`] : []), `${set}_bin`] : []),
    ...(/_as_cs|_cs$/.test(rest)
      ? [`${set}_uca1400${noPad ? '_nopad' : ''}_as_cs`, `${set}_0900_as_cs`, `${set}_bin`]
      : /_as_ci/.test(rest)
        ? [`${set}_uca1400${noPad ? '_nopad' : ''}_as_ci`, `${set}_0900_as_ci`]
        : []),
    `${set}_uca1400${noPad ? '_nopad' : ''}_ai_ci`,
    ...(noPad ? [`${set}_unicode_520_nopad_ci`] : []),
    `${set}_0900_ai_ci`,
    `${set}_unicode_520_ci`,
    `${set}_unicode_ci`,
    `${set}_general_ci`,
  ];
  return candidates.find((candidate) => collations.has(candidate)) ?? null;
}

/** `utf8mb3` and `utf8` are two names of one set, of which older servers know one. */
export function knownSet(name: string, characterSets: ReadonlySet<string>): string {
  const lower = name.toLowerCase();
  if (characterSets.has(lower)) return name;
  if (lower === 'utf8mb3' && characterSets.has('utf8')) return 'utf8';
  if (lower === 'utf8' && characterSets.has('utf8mb3')) return 'utf8mb3';
  return name;
}
