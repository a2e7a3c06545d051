/** Bytes that mean something in SQL text. A dump is read as bytes: decoding it to strings would halve the speed and break on split characters. */
export const LINE_FEED = 0x0a;
export const DOUBLE_QUOTE = 0x22;
export const HASH = 0x23;
export const SINGLE_QUOTE = 0x27;
export const OPEN = 0x28;
export const CLOSE = 0x29;
export const STAR = 0x2a;
export const COMMA = 0x2c;
export const DASH = 0x2d;
export const SLASH = 0x2f;
export const BACKSLASH = 0x5c;
export const BACKTICK = 0x60;
export const BANG = 0x21;
export const LETTER_M = 0x4d;

/** 1 for the bytes that separate tokens and mean nothing else. NUL is not one: after the trailer it is foreign matter. */
export const BLANK = tableOf([0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x20]);

/** 1 for the bytes of unquoted names, keywords and numbers; every byte of a multi-byte character counts as a letter, as it does in MySQL. */
export const WORD = tableOf([
  ...range(0x30, 0x39),
  ...range(0x41, 0x5a),
  ...range(0x61, 0x7a),
  0x24, // $
  0x5f, // _
  ...range(0x80, 0xff),
]);

export function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39;
}

export function tableOf(bytes: readonly number[]): Uint8Array {
  const table = new Uint8Array(256);
  for (const byte of bytes) table[byte] = 1;
  return table;
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}
