import { AppError } from '../../../../src/main/errors/app-error.ts';
import type { CopyStore } from '../../../../src/main/places/copy-store.ts';
import type { DumpCopy } from '../../../../src/main/restore/database/database-work.ts';

export interface HeldCopy extends DumpCopy {
  /** Where each reading began. */
  readonly readFrom: readonly number[];
}

/** A copy in another place that is called back when half of it was given, with how often that happened; what is thrown there cuts the line to the place. */
export function heldCopy(bytes: Buffer, halfWay: (time: number, signal: AbortSignal) => Promise<void> | void): HeldCopy {
  const readFrom: number[] = [];
  let times = 0;
  const store = {
    place: { name: 'The bucket', kind: 's3' },
    async *read(_location: string, _file: string, from: number, signal: AbortSignal) {
      readFrom.push(from);
      const half = bytes.length >> 1;
      if (from < half) yield bytes.subarray(from, half);
      if (from <= half) await halfWay(++times, signal);
      yield bytes.subarray(Math.max(from, half));
    },
  };
  return { store: store as unknown as CopyStore, location: 'shop/2026-11-26', readFrom };
}

export function placeIsAway(): never {
  throw new AppError('place.unreachable', { detail: 'The bucket' });
}
