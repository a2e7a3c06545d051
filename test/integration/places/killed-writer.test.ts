import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { run } from '../../lab/tools.ts';
import { scratchFolder } from '../catalog/catalog-folder.ts';
import { everythingIn, makeKeeper } from './place-folder.ts';

const VICTIM = fileURLToPath(new URL('./place-victim.ts', import.meta.url));

/** A Holdfast in a process of its own, in the middle of an artifact. */
async function startWriter(folder: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, [VICTIM, folder, 'hold'], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  if (child.stdout === null) throw new Error('no stdout');
  for await (const line of createInterface(child.stdout)) if (line === 'writing') return child;
  throw new Error('the writer ended by itself');
}

describe('a writer that is killed half way', () => {
  test('leaves no backup, and what it leaves is swept; while it lives nobody takes it away', async () => {
    const folder = scratchFolder();
    const keeper = await makeKeeper(folder);
    const before = everythingIn(keeper.place.folder);
    const writer = await startWriter(folder);
    const site = join(keeper.place.folder, 'aurora-market');
    expect(await keeper.sweepPartials()).toEqual([]);
    const [owner, partial] = readdirSync(site).toSorted();
    expect(owner).toBe('.2026-11-21T020000Z-full.owner');
    expect(partial).toMatch(/^\.2026-11-21T020000Z-full\.partial-[0-9a-f]{12}$/);

    writer.kill('SIGKILL');
    await once(writer, 'exit');
    expect(readdirSync(site)).toHaveLength(2);
    for await (const found of keeper.listBackupFolders()) throw new Error(`${found} passes for a backup`);
    expect(await keeper.sweepPartials()).toEqual([join(site, partial ?? '')]);
    expect(everythingIn(keeper.place.folder)).toEqual([...before, 'aurora-market/'].toSorted());
  });
});

describe.runIf(process.platform === 'linux')('a disk that refuses', () => {
  test('because it is full, says so and keeps nothing of the backup', async () => {
    const folder = scratchFolder();
    // A disk of 4 MB that only this process sees and that goes with it. An ordinary user needs a namespace of users for it.
    const asRoot = process.getuid?.() === 0 ? [] : ['--user', '--map-root-user'];
    const line = 'mount -t tmpfs -o size=4m tmpfs "$1" && "$2" "$3" "$1" fill && find "$1" | sort && df --output=pcent "$1" | tail -1';
    const output = await run('unshare', [...asRoot, '--mount', 'sh', '-c', line, 'sh', folder, process.execPath, VICTIM]);
    const [problem = '', ...rest] = output.trim().split('\n');
    expect(JSON.parse(problem)).toMatchObject({ code: 'place.full', retryable: false, detail: expect.stringContaining('ENOSPC') });
    expect(rest.slice(0, -1)).toEqual([folder, join(folder, 'Backups'), join(folder, 'Backups', '.holdfast-place.json')]);
    expect(Number.parseInt(rest.at(-1) ?? '', 10)).toBeLessThan(5);
  });

  test('because a file grows too large for it, says so and keeps nothing of the backup', async () => {
    const folder = scratchFolder();
    // In blocks of 512 bytes: 2 MiB.
    const output = await run('sh', ['-c', 'ulimit -f 4096; exec "$2" "$3" "$1" fill', 'sh', folder, process.execPath, VICTIM]);
    expect(JSON.parse(output)).toMatchObject({ code: 'place.write-failed', detail: expect.stringContaining('EFBIG') });
    expect(everythingIn(join(folder, 'Backups'))).toEqual(['.holdfast-place.json']);
  });
});
