import { BACKTICK, CLOSE, DASH, DOUBLE_QUOTE, HASH, OPEN, SINGLE_QUOTE, SLASH, STAR, tableOf } from './bytes.ts';

const LONGEST = 16;

/** What ends a statement: `;` until a DELIMITER line says otherwise. */
export class Delimiter {
  readonly first: number;
  readonly length: number;
  /** The bytes that may matter inside long data, and the same as a table with 1 for each. */
  readonly specials: readonly number[];
  readonly special: Uint8Array;
  private readonly bytes: Buffer;

  constructor(text: string) {
    this.bytes = Buffer.from(text.slice(0, LONGEST), 'latin1');
    this.length = this.bytes.length;
    this.first = this.bytes[0]!;
    this.specials = [SINGLE_QUOTE, DOUBLE_QUOTE, BACKTICK, OPEN, CLOSE, DASH, SLASH, STAR, HASH, this.first];
    this.special = tableOf(this.specials);
  }

  matches(buffer: Buffer, at: number): boolean {
    for (let index = 0; index < this.length; index++) if (buffer[at + index] !== this.bytes[index]) return false;
    return true;
  }
}

/** `line`: what follows the word DELIMITER. Its first word counts, as in the mysql client. */
export function delimiterOf(line: string): Delimiter {
  const name = line.trim().split(/\s/, 1)[0];
  return new Delimiter(name === undefined || name === '' ? ';' : name);
}
