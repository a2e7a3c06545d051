import { isUtf8 } from 'node:buffer';

/** Invisible, or able to turn the direction of what stands around it: control characters, bidirectional marks, separators, zero-width characters. */
const UNSEEN =
  /[\p{Cc}\p{Zl}\p{Zp}\p{Co}\p{Cn}\u00ad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\u{e0000}-\u{e007f}\\]/gu;
const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '\\': '\\\\' };

/**
 * A name of a server as text: what is no UTF-8 as `\xe9`, what cannot be seen as `\n` or `\u202e`, a backslash doubled. Two different names never give the
 * same text.
 */
export function displayName(bytes: Buffer): string {
  if (isUtf8(bytes)) return escapedText(bytes.toString());
  return utf8Runs(bytes)
    .map((run) => (run.valid ? escapedText(run.bytes.toString()) : [...run.bytes].map(escapedByte).join('')))
    .join('');
}

function escapedText(text: string): string {
  return text.replace(UNSEEN, (character) => SHORT[character] ?? escapedPoint(character.codePointAt(0)!));
}

function escapedPoint(point: number): string {
  if (point < 0x80) return escapedByte(point);
  return point > 0xffff ? `\\u{${point.toString(16)}}` : `\\u${point.toString(16).padStart(4, '0')}`;
}

function escapedByte(byte: number): string {
  return `\\x${byte.toString(16).padStart(2, '0')}`;
}

interface Run {
  readonly valid: boolean;
  readonly bytes: Buffer;
}

/** Whole characters on one side, single bytes that belong to none on the other. */
function utf8Runs(bytes: Buffer): readonly Run[] {
  const runs: Run[] = [];
  let at = 0;
  while (at < bytes.length) {
    const length = [1, 2, 3, 4].find((count) => at + count <= bytes.length && isUtf8(bytes.subarray(at, at + count)));
    runs.push({ valid: length !== undefined, bytes: bytes.subarray(at, at + (length ?? 1)) });
    at += length ?? 1;
  }
  return runs;
}
