import type { QualifiedName } from './dump-contents.ts';

/** One piece of a statement. Words are upper-cased beside the original, as keywords ignore case and names do not. */
export type Token =
  | { readonly kind: 'word'; readonly word: string; readonly value: string }
  | { readonly kind: 'name'; readonly value: string }
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'mark'; readonly value: string };

export function isWord(token: Token | undefined, ...words: readonly string[]): boolean {
  return token?.kind === 'word' && words.includes(token.word);
}

export function isMark(token: Token | undefined, mark: string): boolean {
  return token?.kind === 'mark' && token.value === mark;
}

export function canName(token: Token | undefined): token is Token {
  return token?.kind === 'name' || token?.kind === 'word';
}

/** The name at `tokens[at]`, qualified by its schema or not, and where the tokens behind it begin; null when there is none. */
export function nameAt(tokens: readonly Token[], at: number): { readonly of: QualifiedName; readonly next: number } | null {
  const first = tokens[at];
  if (!canName(first)) return null;
  const second = tokens[at + 2];
  if (isMark(tokens[at + 1], '.') && canName(second)) return { of: { schema: first.value, name: second.value }, next: at + 3 };
  return { of: { schema: null, name: first.value }, next: at + 1 };
}

/** Cuts a list at its top-level commas. */
export function splitAtCommas(tokens: readonly Token[]): Token[][] {
  const parts: Token[][] = [[]];
  let depth = 0;
  for (const token of tokens) {
    if (isMark(token, '(')) depth++;
    if (isMark(token, ')')) depth--;
    if (depth === 0 && isMark(token, ',')) parts.push([]);
    else parts.at(-1)?.push(token);
  }
  return parts;
}
