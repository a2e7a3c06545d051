import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { makeFolderPlace } from './folder-place.ts';

it('lists every removed copy with where it lay and since when, also of a site that lies on another drive, and nothing of others', async () => {
  const made = await makeFolderPlace();
  onTestFinished(() => made[Symbol.asyncDispose]());
  const { folder } = made.place;
  const entry = (seconds: string): string => `2026-11-26T0115${seconds}Z-5f3a9c01d2e4`;
  for (const path of [
    `.holdfast-bin/${entry('00')}/aurora-market/2026-11-21T020000Z-full`,
    `linked/.holdfast-bin/${entry('07')}/2026-11-20T020000Z-full`,
    '.holdfast-bin/not-an-entry/aurora-market/2026-11-19T020000Z-full',
    'aurora-market/2026-11-25T020000Z-full',
  ])
    mkdirSync(join(folder, path), { recursive: true });
  const found = [];
  for await (const binned of made.open().bins?.(new AbortController().signal) ?? []) found.push(binned);
  expect(found).toEqual([
    {
      bin: `.holdfast-bin/${entry('00')}/aurora-market/2026-11-21T020000Z-full`,
      location: join(folder, 'aurora-market/2026-11-21T020000Z-full'),
      removedAt: '2026-11-26T01:15:00.000Z',
    },
    {
      bin: `linked/.holdfast-bin/${entry('07')}/2026-11-20T020000Z-full`,
      location: join(folder, 'linked/2026-11-20T020000Z-full'),
      removedAt: '2026-11-26T01:15:07.000Z',
    },
  ]);
});
