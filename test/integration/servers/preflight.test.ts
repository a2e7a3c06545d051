import { chmod, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { checkServer } from '../../../src/main/servers/preflight/run-preflight.ts';
import { systemClock } from '../../../src/main/support/clock.ts';
import { PreflightReport } from '../../../src/shared/model/preflight.ts';
import { startSshd } from '../../lab/sshd.ts';
import { linkTo, never, SHELLS, scratch, serverFor } from './lab-servers.ts';

describe('preflight', () => {
  test.each(SHELLS)('says what a server can do when its shell is %s', async (loginShell, options) => {
    await using sshd = await startSshd({ ...options, chattyLogin: true });
    const server = serverFor(sshd);
    await using lab = linkTo([server]);
    const report = PreflightReport.parse(await checkServer(lab.links, server.id, systemClock, never));
    const verdicts = Object.fromEntries(report.rows.map((row) => [row.id, row.verdict]));
    expect(verdicts).toMatchObject({ shell: 'ok', 'dump-tool': 'ok', gzip: 'ok', tar: 'ok', sha256: 'ok', disk: 'ok', clock: 'ok' });
    expect(report.rows.find((row) => row.id === 'shell')?.found).toContain(loginShell);
    expect(report.abilities).toMatchObject({
      dumpTool: { flavour: 'mariadb', path: expect.stringMatching(/^\/.*mariadb-dump$/) as string },
      compressions: expect.arrayContaining(['gzip', 'none']) as string[],
      tar: loginShell === 'busybox' ? 'busybox' : 'gnu',
      sha256: 'sha256sum',
    });
  });

  test('works on a server without a single tool, and says what is missing', async () => {
    // sh itself is there; nothing else is.
    await using bin = await scratch();
    await chmod(bin.path, 0o755);
    await symlink('/bin/sh', join(bin.path, 'sh'));
    await using sshd = await startSshd({ path: bin.path });
    const server = serverFor(sshd);
    await using lab = linkTo([server]);
    const report = PreflightReport.parse(await checkServer(lab.links, server.id, systemClock, never));
    expect(report.abilities).toEqual({ dumpTool: null, compressions: ['none'], tar: null, sha256: null, findPrintf: false });
    expect(report.rows.find((row) => row.id === 'dump-tool')).toMatchObject({
      verdict: 'missing',
      why: expect.stringContaining('mysqldump') as string,
    });
    for (const row of report.rows.filter(({ verdict }) => verdict !== 'ok')) expect(row.why).not.toBe('');
  });
});
