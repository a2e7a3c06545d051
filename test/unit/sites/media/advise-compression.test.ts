import { expect, test } from 'vitest';
import { adviseCompression, pickSample, SAMPLE_FILES } from '../../../../src/main/sites/media/advise-compression.ts';
import { listed } from '../../capture/media/entries.ts';

const ALL = new Set(['gzip', 'zstd', 'none'] as const);
const plain = (text: string) => text.replaceAll('\u00a0', ' ');

test('speaks for none where the files are compressed already, with the figures', () => {
  const sample = [...Array.from({ length: 12 }, () => ({ bytes: 1000, gzip: 1001, zstd: 1001 })), { bytes: 1000, gzip: 700, zstd: 700 }];
  const { proposed, why, ratio } = adviseCompression(sample, ALL);
  expect([proposed, why]).toEqual(['none', '12 of 13 sampled files are compressed already: 2 % would be saved.']);
  expect(ratio).toBeCloseTo(0.978, 3);
});

test('speaks for zstd where both ends have it, else for gzip', () => {
  const sample = [{ bytes: 200_000, gzip: 90_000, zstd: 80_000 }];
  const zstd = adviseCompression(sample, ALL);
  expect([zstd.proposed, plain(zstd.why)]).toEqual(['zstd', 'zstd makes 80.0 kB of 200 kB from 1 sampled file: 60 % saved.']);
  const gzip = adviseCompression(sample, new Set(['gzip', 'none'] as const));
  expect([gzip.proposed, plain(gzip.why)]).toEqual(['gzip', 'gzip makes 90.0 kB of 200 kB from 1 sampled file: 55 % saved.']);
});

test('speaks for none where there is nothing to try, or nothing to try it with', () => {
  expect(adviseCompression([], ALL)).toMatchObject({ proposed: 'none', sampledFiles: 0, ratio: null });
  expect(adviseCompression([{ bytes: 9, gzip: null, zstd: null }], new Set(['none'] as const))).toMatchObject({
    proposed: 'none',
    ratio: null,
  });
});

test('samples what fills the archive, not what is most numerous', () => {
  const small = Array.from({ length: 5_000 }, (_, n) => listed(`small-${n}`, { bytes: 10 }));
  const large = Array.from({ length: 40 }, (_, n) => listed(`large-${n}`, { bytes: 1_000_000 }));
  const picked = pickSample([...small, listed('folder', { type: 'folder', bytes: 0 }), ...large]);
  expect(picked.length).toBeLessThanOrEqual(SAMPLE_FILES);
  expect(picked.length).toBeGreaterThan(12);
  expect(picked.filter(({ bytes }) => bytes > 10).length).toBeGreaterThan(12);
  expect(pickSample([listed('only', { bytes: 1 })])).toHaveLength(1);
});
