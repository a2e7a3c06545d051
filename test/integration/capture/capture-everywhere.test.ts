import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { detectSites } from '../../../src/main/sites/detect-sites.ts';
import { readTruth } from '../../lab/inventory.ts';
import { linkTo, never, serverFor } from '../servers/lab-servers.ts';
import { startCaptureLab } from './capture-lab.ts';
import { databaseIn } from './database-in.ts';

const isRoot = process.getuid?.() === 0;

describe.each(['dash', 'bash', 'busybox'] as const)('on a server whose login shell is %s and prints noise', (loginShell) => {
  it('finds the site, captures all of its database and leaves nothing running', async () => {
    await using tried = await startCaptureLab({ sshd: { loginShell, chattyLogin: true } });
    await using linked = linkTo([serverFor(tried.lab.sshd)]);
    const [found] = await linked.shell((shell) => detectSites(shell, null, never));
    expect(found).toMatchObject({ root: tried.lab.site.root, profile: 'laravel', databases: [{ database: tried.source.database }] });

    const { manifest } = await tried.capture();
    const truth = await readTruth(tried.lab.mariadb, tried.source.database);
    const artifact = databaseIn(manifest);
    expect(artifact?.inventory.tables.map(({ name, rows }) => [name, rows])).toEqual(
      Object.entries(truth.tables)
        .map(([name, { rows }]) => [name, rows])
        .toSorted(([a], [b]) => (String(a) < String(b) ? -1 : 1)),
    );
    // Busybox has no zstd; the best that both ends have is then gzip.
    expect(artifact?.compression).toBe(loginShell === 'busybox' ? 'gzip' : 'zstd');
    await tried.serverIsQuiet();
  });
});

describe('on a computer whose disk fills up', () => {
  // Mounting a small disk needs root.
  it.skipIf(!isRoot)('ends the dump on the server, says that there is no room, and keeps nothing', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'holdfast-small-disk-'));
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=400k', 'tmpfs', folder]);
    try {
      await using tried = await startCaptureLab({}, folder);
      await expect(tried.capture()).rejects.toMatchObject({ code: 'place.full' });
      expect(await tried.leftovers()).toEqual([]);
      await tried.serverIsQuiet();
    } finally {
      execFileSync('umount', [folder]);
      rmSync(folder, { recursive: true });
    }
  });
});
