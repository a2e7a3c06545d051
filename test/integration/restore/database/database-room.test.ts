import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { databaseRoom } from '../../../../src/main/remote/import-programs.ts';
import { startSshd } from '../../../lab/sshd.ts';
import { linkTo, never, serverFor, SHELLS } from '../../servers/lab-servers.ts';

describe.each(SHELLS)('the room of a database under %s', (_name, options) => {
  it('is told for a folder of the same machine, and for no other machine and no hidden folder', async () => {
    await using sshd = await startSshd(options);
    await using linked = linkTo([serverFor(sshd)]);
    const folder = mkdtempSync(join(sshd.home, 'data folder '));
    const hidden = join(folder, 'hidden');
    mkdirSync(join(hidden, 'mysql'), { recursive: true });
    // A test that does not run as root owns the folder itself: without any right on it, it is hidden all the same.
    chmodSync(hidden, 0o000);
    chmodSync(folder, 0o755);
    const roomOf = (path: string, host: string) =>
      linked.shell(async (shell) => (await shell.run({ program: databaseRoom, args: [path, host], signal: never })).stdout.toString());
    const [, free] = /^free (\d+)\n$/.exec(await roomOf(folder, hostname())) ?? [];
    const told = Number(execFileSync('df', ['-Pk', folder], { encoding: 'utf8' }).trim().split(/\s+/).at(-3));
    // Others write to the same disk meanwhile.
    expect(Math.abs(Number(free) - told) / told).toBeLessThan(0.1);
    expect(await roomOf(folder, 'another')).toBe('');
    expect(await roomOf(join(hidden, 'mysql'), hostname())).toBe('');
    chmodSync(hidden, 0o700);
  });
});
