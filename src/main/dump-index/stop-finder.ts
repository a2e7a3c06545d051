import { BACKSLASH } from './bytes.ts';

/** Strings longer than this are crossed by memchr; for shorter ones the call costs more than the loop. */
export const SHORT_STRING = 48;
/** The same for runs of other bytes (hex blobs), where memchr is called for each of a dozen bytes. */
export const SHORT_RUN = 256;

/**
 * Finds the next byte that matters. Remembers where the next of each kind is, so that every byte of a buffer is searched once per kind, however
 * the kinds alternate.
 */
export class StopFinder {
  private readonly next = new Int32Array(256).fill(-1);
  private readonly used = new Set<number>();

  /** Call for every new buffer. */
  reset(): void {
    for (const kind of this.used) this.next[kind] = -1;
    this.used.clear();
  }

  /** Position of the next quote or (where backslashes escape) backslash at or behind `from`; `end` without one. */
  inString(buffer: Buffer, from: number, end: number, quote: number, escapes: boolean): number {
    const near = from + SHORT_STRING < end ? from + SHORT_STRING : end;
    let at = from;
    while (at < near) {
      const byte = buffer[at]!;
      if (byte === quote || (escapes && byte === BACKSLASH)) return at;
      at++;
    }
    if (at === end) return end;
    const close = this.nextOf(buffer, at, quote);
    return escapes ? Math.min(close, this.nextOf(buffer, at, BACKSLASH)) : close;
  }

  /** Position of the next of `kinds` at or behind `from`; `end` without one. */
  nextOfAny(buffer: Buffer, from: number, end: number, kinds: readonly number[]): number {
    let nearest = end;
    for (const kind of kinds) {
      const position = this.nextOf(buffer, from, kind);
      if (position < nearest) nearest = position;
    }
    return nearest;
  }

  private nextOf(buffer: Buffer, from: number, kind: number): number {
    let position = this.next[kind]!;
    if (position < from) {
      position = buffer.indexOf(kind, from);
      if (position === -1) position = buffer.length;
      this.next[kind] = position;
      this.used.add(kind);
    }
    return position;
  }
}
