/** A block of the archive, and the unit of its padding. */
export const BLOCK_BYTES = 512;

/** One header block, as it stands there. Names are slices of the block: copy what is to be kept. */
export interface TarHeader {
  readonly name: Buffer;
  /** First half of a long name; empty in all but ustar archives. */
  readonly prefix: Buffer;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Bytes that follow, when the type has any. */
  readonly size: number;
  /** Seconds since the epoch. */
  readonly mtime: number;
  /** One character; an old archive's NUL is `0`. */
  readonly type: string;
  readonly linkName: Buffer;
  readonly user: string;
  readonly group: string;
}

const ZERO_BLOCK = Buffer.alloc(BLOCK_BYTES);
const CHECKSUM_AT = 148;
const CHECKSUM_BYTES = 8;
const SPACE = 0x20;

export function isZeroBlock(block: Buffer): boolean {
  return block[0] === 0 && block.equals(ZERO_BLOCK);
}

/** The header, or in words what is wrong with the block. Reads V7, ustar, GNU and star headers. */
export function parseTarHeader(block: Buffer): TarHeader | string {
  if (!checksumMatches(block)) return 'the checksum of a header is wrong';
  const numbers = {
    mode: numberAt(block, 100, 8),
    uid: numberAt(block, 108, 8),
    gid: numberAt(block, 116, 8),
    size: numberAt(block, 124, 12),
    mtime: numberAt(block, 136, 12),
  };
  const { mode, uid, gid, size, mtime } = numbers;
  if (mode === null || uid === null || gid === null || size === null || mtime === null || size < 0) return 'a header holds a broken number';
  const isUstar = block.toString('latin1', 257, 263) === 'ustar\0';
  const hasNames = block.toString('latin1', 257, 262) === 'ustar';
  const isStar = block.toString('latin1', 508, 512) === 'tar\0';
  return {
    name: textAt(block, 0, 100),
    prefix: isUstar ? textAt(block, 345, isStar ? 131 : 155) : textAt(block, 0, 0),
    mode,
    uid,
    gid,
    size,
    mtime,
    type: block[156] === 0 ? '0' : String.fromCharCode(block[156]!),
    linkName: textAt(block, 157, 100),
    user: hasNames ? textAt(block, 265, 32).toString() : '',
    group: hasNames ? textAt(block, 297, 32).toString() : '',
  };
}

/** Some old programs summed signed characters. */
function checksumMatches(block: Buffer): boolean {
  const wanted = numberAt(block, CHECKSUM_AT, CHECKSUM_BYTES);
  let unsigned = CHECKSUM_BYTES * SPACE;
  let high = 0;
  for (let at = 0; at < BLOCK_BYTES; at++) {
    const byte = block[at]!;
    unsigned += byte;
    if (byte > 127) high++;
  }
  for (let at = CHECKSUM_AT; at < CHECKSUM_AT + CHECKSUM_BYTES; at++) {
    const byte = block[at]!;
    unsigned -= byte;
    if (byte > 127) high--;
  }
  return wanted === unsigned || wanted === unsigned - 256 * high;
}

/** Up to the first NUL, or all of the field. */
function textAt(block: Buffer, at: number, length: number): Buffer {
  const field = block.subarray(at, at + length);
  const end = field.indexOf(0);
  return end === -1 ? field : field.subarray(0, end);
}

/** Octal text, or base 256 where that is too short; null when it is neither. An empty field is 0. */
function numberAt(block: Buffer, at: number, length: number): number | null {
  const first = block[at]!;
  if (first >= 0x80) return binaryNumber(block.subarray(at, at + length));
  let value = 0;
  let digits = 0;
  for (let position = at; position < at + length; position++) {
    const byte = block[position]!;
    if (byte >= 0x30 && byte <= 0x37) {
      value = value * 8 + (byte - 0x30);
      digits++;
    } else if (byte === 0 || byte === SPACE) {
      if (digits > 0) break;
    } else {
      return null;
    }
  }
  return value;
}

/** Two's complement behind a marking bit: 0x80 leads positive numbers, 0xff negative ones. */
function binaryNumber(field: Buffer): number | null {
  const negative = field[0] === 0xff;
  let value = negative ? -1n : BigInt(field[0]! & 0x7f);
  for (const byte of field.subarray(1)) value = value * 256n + BigInt(byte);
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : null;
}
