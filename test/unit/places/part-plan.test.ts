import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  checksumOfParts,
  etagOfParts,
  type ListedPart,
  partBytesFor,
  partsToKeep,
  plainMd5,
} from '../../../src/main/places/s3/part-plan.ts';

const MIB = 1024 * 1024;

function part(number: number, bytes: number): ListedPart {
  return { number, bytes, etag: '"0123456789abcdef0123456789abcdef"', checksumSha256: null };
}

test('cuts a file of any size that S3 takes into parts it takes', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5 * 1024 ** 4 }), (bytes) => {
      const size = partBytesFor(bytes);
      expect(size).toBeGreaterThanOrEqual(5 * MIB);
      expect(size).toBeLessThanOrEqual(5 * 1024 ** 3);
      expect(Math.ceil(bytes / size)).toBeLessThanOrEqual(10_000);
      expect(size % MIB).toBe(0);
    }),
  );
});

test('goes on after the last part without a gap, in whatever order they are listed', () => {
  const file = 41 * MIB;
  const whole = [1, 2, 3, 4, 5].map((number) => part(number, 8 * MIB));
  const last = part(6, 1 * MIB);
  const numbers = (parts: readonly ListedPart[]) => partsToKeep(parts, file).map(({ number }) => number);
  expect(numbers([...whole, last].toReversed())).toEqual([1, 2, 3, 4, 5, 6]);
  expect(numbers([part(1, 8 * MIB), part(3, 8 * MIB)])).toEqual([1]);
  expect(numbers([part(2, 8 * MIB)])).toEqual([]);
  // Cut in another way: of no use, and never counted as the beginning.
  expect(numbers([part(1, 5 * MIB), part(2, 5 * MIB)])).toEqual([]);
  expect(numbers([])).toEqual([]);
});

test('knows what a service must have computed over parts', () => {
  const parts = ['one', 'two'].map((text) => Buffer.from(text));
  const etags = parts.map((bytes) => `"${createHash('md5').update(bytes).digest('hex')}"`);
  const whole = createHash('md5').update(Buffer.concat(etags.map((etag) => Buffer.from(etag.slice(1, -1), 'hex'))));
  expect(etagOfParts(etags)).toBe(`${whole.digest('hex')}-2`);
  expect(etagOfParts([...etags, '"not an md5"'])).toBeNull();
  expect(checksumOfParts([null, null])).toBeNull();
  expect(checksumOfParts(parts.map((bytes) => createHash('sha256').update(bytes).digest('base64')))).toMatch(/^.{44}-2$/);
  expect(plainMd5('"ABCDEF0123456789abcdef0123456789"')).toBe('abcdef0123456789abcdef0123456789');
});
