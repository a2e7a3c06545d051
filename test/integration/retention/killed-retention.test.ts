import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openCatalog } from '../../../src/main/catalog/open-catalog.ts';
import { settleDeletions } from '../../../src/main/retention/settle-deletions.ts';
import { takeBack } from '../../../src/main/retention/take-back.ts';
import { scratchFolder } from '../catalog/catalog-folder.ts';
import { makeRetentionPlace, SIGNAL } from './retention-place.ts';

const VICTIM = fileURLToPath(new URL('retention-victim.ts', import.meta.url));

/** A retention that was killed in its second of three deletions, and the catalog as the next start finds it. */
async function killedRetention(when: 'before' | 'after') {
  const folder = scratchFolder();
  const made = await makeRetentionPlace(folder, [40, 30, 20, 5, 1]);
  made.catalog.close();
  const child = spawn(process.execPath, [VICTIM, folder, when], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  for await (const line of createInterface(child.stdout)) if (line === 'standing') break;
  child.kill('SIGKILL');
  await once(child, 'exit');
  const catalog = openCatalog(join(folder, 'catalog.sqlite'));
  onTestFinished(() => catalog.close());
  return { ...made, catalog };
}

describe('a retention that is killed in the middle of a deletion', () => {
  it('knows the copy again when the place had not begun', async () => {
    const made = await killedRetention('before');
    expect(made.catalog.backups.copiesIn(made.place.id)).toHaveLength(3);

    await settleDeletions(made, SIGNAL);

    const copies = made.catalog.backups.copiesIn(made.place.id);
    expect(new Set(copies.map(({ backupId }) => backupId))).toEqual(new Set(made.ids.slice(1)));
    expect(copies.every(({ location }) => existsSync(join(location, 'manifest.json')))).toBe(true);
    expect(made.catalog.deletions.list(10).map(({ backupId, state }) => [backupId, state])).toEqual([[made.ids[0], 'bin']]);
    expect(made.catalog.deletions.unsettled(made.place.id)).toEqual([]);
  });

  it('knows that the copy lies in the bin when the place had done it, and can take it back', async () => {
    const made = await killedRetention('after');

    await settleDeletions(made, SIGNAL);

    const copies = made.catalog.backups.copiesIn(made.place.id);
    expect(new Set(copies.map(({ backupId }) => backupId))).toEqual(new Set(made.ids.slice(2)));
    const deletions = made.catalog.deletions.list(10);
    expect(new Set(deletions.map(({ backupId }) => backupId))).toEqual(new Set(made.ids.slice(0, 2)));
    expect(deletions.map(({ state }) => state)).toEqual(['bin', 'bin']);
    for (const { id } of deletions) await takeBack({ ...made, storeOf: async () => made.store, signal: SIGNAL }, id);
    const back = made.catalog.backups.copiesIn(made.place.id);
    expect(back).toHaveLength(5);
    expect(back.every(({ location }) => existsSync(join(location, 'manifest.json')))).toBe(true);
  });
});
