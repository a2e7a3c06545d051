import { BANG, isDigit, LETTER_M } from './bytes.ts';

/** More bytes than the opening of a comment can have: `/*M!999999`. */
export const LONGEST_OPENING = 10;
/** Conditional comments of this version run on no server; mariadb-dump hides its sandbox line in one. */
const NEVER_VERSION = 999_999;

export interface BlockOpening {
  /** The content is executed (by MySQL, MariaDB or both) and so counts as part of the dump. */
  readonly executed: boolean;
  /** Position of the first byte of its content. */
  readonly inside: number;
}

/** Reads the opening of a block comment at `at`: a plain one, `/*!50003 ` or MariaDB's `/*M!100616 `. */
export function readBlockOpening(buffer: Buffer, at: number): BlockOpening {
  const bang = buffer[at + 2] === LETTER_M ? at + 3 : at + 2;
  if (buffer[bang] !== BANG) return { executed: false, inside: at + 2 };
  let inside = bang + 1;
  while (isDigit(buffer[inside]) && inside < bang + 7) inside++;
  return { executed: Number(buffer.toString('latin1', bang + 1, inside)) < NEVER_VERSION, inside };
}
