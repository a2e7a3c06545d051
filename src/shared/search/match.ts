/** As it is compared: lower case, without accents. */
export function fold(text: string): string {
  return text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase();
}

/** The words of a search, folded. */
export function wordsOf(text: string): readonly string[] {
  return fold(text)
    .split(/\s+/u)
    .filter((word) => word !== '');
}

/** What can be typed for something: its name, and what else is said of it. */
export interface Searchable {
  readonly title: string;
  /** Other words for it: an address, its server, what kind of thing it is. */
  readonly others?: readonly string[];
}

/**
 * How well something fits the words, 0 to 110; null when a word fits nowhere. The order is meant to be foretold by whoever types: the whole name before
 * its beginning, before the beginning of a word in it, before its middle, before letters that only follow each other in it (`amk` for aurora-market); a
 * name before what else is said of it.
 */
export function matchScore(words: readonly string[], { title, others = [] }: Searchable): number | null {
  if (words.length === 0) return null;
  const name = fold(title);
  const rest = others.map(fold);
  let sum = 0;
  for (const word of words) {
    const best = Math.max(inName(word, name), ...rest.map((other) => inOther(word, other)));
    if (best === 0) return null;
    sum += best;
  }
  const whole = words.join(' ');
  const extra = name === whole ? 10 : name.startsWith(whole) ? 5 : 0;
  return Math.round(sum / words.length) + extra;
}

function inName(word: string, name: string): number {
  if (name === word) return 100;
  if (name.startsWith(word)) return 90;
  const parts = partsOf(name);
  if (parts.includes(word)) return 85;
  if (parts.some((part) => part.startsWith(word))) return 75;
  if (name.includes(word)) return 50;
  return word.length >= 3 && followsIn(word, name) ? 25 : 0;
}

function inOther(word: string, other: string): number {
  if (other.startsWith(word)) return 45;
  if (partsOf(other).some((part) => part.startsWith(word))) return 40;
  return other.includes(word) ? 20 : 0;
}

function partsOf(text: string): readonly string[] {
  return text.split(/[^\p{L}\p{N}]+/u).filter((part) => part !== '');
}

/** Letters that lie further apart than this, on the average, are found in any long name. */
const SPREAD = 4;

/** Whether the letters stand in the text in this order and close enough, the first of them at the beginning of a word. */
function followsIn(word: string, text: string): boolean {
  const [first = '', ...others] = Array.from(word);
  return partsOf(text).some((part) => {
    if (!part.startsWith(first)) return false;
    const start = text.indexOf(part);
    let at = start;
    for (const letter of others) {
      at = text.indexOf(letter, at + 1);
      if (at < 0) return false;
    }
    return at - start < SPREAD * word.length;
  });
}
