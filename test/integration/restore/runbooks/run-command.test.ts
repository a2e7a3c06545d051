import { chownSync, chmodSync, existsSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { describeCommand, runCommand, type CommandRequest } from '../../../../src/main/restore/runbooks/run-command.ts';
import { findPrograms } from '../../../../src/main/restore/runbooks/find-programs.ts';
import type { RemoteShell } from '../../../../src/main/servers/ssh/remote-shell.ts';
import { isRoot, needAccount } from '../../../lab/accounts.ts';
import { identify } from '../../../lab/processes.ts';
import { startSshd, type Sshd } from '../../../lab/sshd.ts';
import { waitFor } from '../../../lab/tools.ts';
import { linkTo, never, problemOf, scratch, serverFor, SHELLS } from '../../servers/lab-servers.ts';

const request = (root: string, line: string, change: Partial<CommandRequest> = {}): CommandRequest => ({
  root,
  line,
  hidden: [],
  signal: never,
  ...change,
});

const homeOf = (name: string) =>
  readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((line) => line.startsWith(`${name}:`))
    ?.split(':')[5];
const runs = (pid: number) => identify(pid) !== undefined;
const pidsIn = (file: string) => readFileSync(file, 'utf8').split('\n').filter(Boolean).map(Number);

/** A site folder of the account, with blanks and quotes in its name. */
function siteIn(sshd: Sshd): string {
  const root = join(sshd.home, "it's a site");
  mkdirSync(root);
  if (isRoot()) chownSync(root, sshd.account.uid, sshd.account.gid);
  return root;
}

describe.each(SHELLS)('a command of a site, under %s', (_, options) => {
  it('runs in the root of the site with both streams in order, and gives its status', async () => {
    await using sshd = await startSshd({ ...options, chattyLogin: true });
    await using link = linkTo([serverFor(sshd)]);
    const root = siteIn(sshd);
    await link.shell(async (shell) => {
      const line = `printf 'one\\n'; echo two >&2; echo "three $(pwd)"; [ -t 0 ] || cat; exit 41`;
      const result = await runCommand(shell, request(root, line));
      expect(result).toMatchObject({ exitCode: 41, output: `one\ntwo\nthree ${root}`, line, as: null });
      expect(describeCommand(result)).toMatch(/^\$ printf .* {3}\(ended with 41, \d+\.\d s\)\none\ntwo\nthree /s);
      // Two lines are one command; quotes mean what they mean to the server's shell.
      expect((await runCommand(shell, request(root, `A='a  b'\nprintf '%s|' "$A" 'c"d'`))).output).toBe('a  b|c"d|');
      expect((await runCommand(shell, request(root, 'kill -TERM $$'))).exitCode).toBe(143);
    });
  });

  it('that hangs is ended with all it started, and what it had said is kept', async () => {
    await using sshd = await startSshd(options);
    await using link = linkTo([serverFor(sshd)]);
    const root = siteIn(sshd);
    const line = `echo begun; (trap '' TERM; echo $$ >pids; sleep 400 & echo $! >>pids; while :; do sleep 1; done) & echo $! >>pids; wait`;
    await link.shell(async (shell) => {
      const result = await runCommand(shell, request(root, line, { seconds: 1 }));
      expect(result).toMatchObject({ exitCode: null, output: 'begun' });
      expect(describeCommand(result)).toContain('took too long');
      await waitFor('all of it to end', 5_000, async () => (pidsIn(join(root, 'pids')).some(runs) ? undefined : true));
    });
    await waitFor('the server to be quiet', 5_000, async () => (sshd.remoteProcesses().length <= 1 ? true : undefined));
  });

  it('that leaves something running behind its back does not keep the line open', async () => {
    await using sshd = await startSshd(options);
    await using link = linkTo([serverFor(sshd)]);
    const root = siteIn(sshd);
    await link.shell(async (shell) => {
      const result = await runCommand(shell, request(root, 'sleep 300 & echo $! >pids; echo done'));
      expect(result).toMatchObject({ exitCode: 0, output: 'done' });
      expect(result.ms).toBeLessThan(10_000);
      await waitFor('it to end', 5_000, async () => (pidsIn(join(root, 'pids')).some(runs) ? undefined : true));
    });
  });

  it('that is cancelled ends on the server, too', async () => {
    await using sshd = await startSshd(options);
    await using link = linkTo([serverFor(sshd)]);
    const root = siteIn(sshd);
    const cancelled = new AbortController();
    const running = link.shell((shell) => runCommand(shell, request(root, 'echo $$ >pids; sleep 300', { signal: cancelled.signal })));
    await waitFor('it to begin', 5_000, async () =>
      existsSync(join(root, 'pids')) && pidsIn(join(root, 'pids')).length > 0 ? true : undefined,
    );
    cancelled.abort(new Error('cancelled'));
    await expect(running).rejects.toThrow('cancelled');
    await waitFor('it to end', 8_000, async () => (pidsIn(join(root, 'pids')).some(runs) ? undefined : true));
  });

  it('whose output has no end is cut in the middle', async () => {
    await using sshd = await startSshd(options);
    await using link = linkTo([serverFor(sshd)]);
    const root = siteIn(sshd);
    await link.shell(async (shell) => {
      const { output, exitCode } = await runCommand(shell, request(root, 'echo first; yes abcdefghi | head -c 10000000; echo last'));
      expect(exitCode).toBe(0);
      expect(Buffer.byteLength(output)).toBeLessThan(20_000);
      expect(output).toMatch(/^first\nabcdefghi\n/);
      expect(output).toContain('[the middle of the output is left out]');
      expect(output.endsWith('\nlast')).toBe(true);
    });
  });

  it('finds its programs and its folder where there is no home and hardly a PATH', async () => {
    await using path = await scratch();
    symlinkSync('/bin/sh', join(path.path, 'sh'));
    chmodSync(path.path, 0o755);
    await using sshd = await startSshd({ ...options, path: path.path, env: { HOME: '' } });
    await using link = linkTo([serverFor(sshd)]);
    const root = siteIn(sshd);
    await link.shell(async (shell) => {
      expect((await runCommand(shell, request(root, 'ls -d . && id -u'))).output).toBe(`.\n${sshd.account.uid}`);
      const { php, isOwner, freeBytes } = await findPrograms(shell, root, never);
      expect(php?.version).toMatch(/^\d+\.\d+\.\d+/);
      expect(isOwner).toBe(true);
      expect(freeBytes).toBeGreaterThan(0);
    });
  });
});

/** A server whose setpriv cannot do it, as that of busybox. */
const NO_SETPRIV = { setpriv: '#!/bin/sh\nexit 1\n' };

describe('a command of a site', () => {
  it('keeps no secret of its line or its output, also where the output is cut', async () => {
    await using sshd = await startSshd();
    await using link = linkTo([serverFor(sshd)]);
    const root = siteIn(sshd);
    const secret = 's3cr3t/with "quotes"';
    await link.shell(async (shell) => {
      const line = `printf '%s' '${secret}' >shown; for n in $(seq 2000); do cat shown; printf ' %s ' "$n"; done; echo DB_PASSWORD=hush-hush`;
      const result = await runCommand(shell, request(root, line, { hidden: [secret] }));
      const kept = describeCommand(result);
      expect(kept).not.toContain('s3cr3t');
      expect(kept).not.toContain('hush-hush');
      expect(kept).toContain('[redacted] 1 [redacted]');
    });
  });

  it('is not run where the folder is not there', async () => {
    await using sshd = await startSshd();
    await using link = linkTo([serverFor(sshd)]);
    const gone = join(sshd.home, 'gone');
    await link.shell(async (shell) => {
      expect(await problemOf(runCommand(shell, request(gone, 'echo ran')))).toEqual({ code: 'site.root-missing', detail: gone });
      expect((await problemOf(findPrograms(shell, gone, never))).code).toBe('site.root-missing');
    });
  });

  it('is a lost line, not an answer, when the server ends it', async () => {
    await using sshd = await startSshd();
    await using link = linkTo([serverFor(sshd)]);
    const root = siteIn(sshd);
    const running = link.shell((shell) => runCommand(shell, request(root, 'echo $$ >pids; sleep 300')));
    await waitFor('it to begin', 5_000, async () => (existsSync(join(root, 'pids')) ? true : undefined));
    sshd.killConnections();
    expect((await problemOf(running)).code).toBe('ssh.connection-lost');
    await waitFor('it to end', 8_000, async () => (pidsIn(join(root, 'pids')).some(runs) ? undefined : true));
  });

  it.runIf(isRoot()).each([
    ['setpriv', {}],
    ['runuser', NO_SETPRIV],
    ['su', { ...NO_SETPRIV, runuser: '#!/bin/sh\nexit 1\n' }],
    ['su of busybox', { ...NO_SETPRIV, runuser: '#!/bin/sh\nexit 1\n', su: '#!/bin/sh\nexec busybox su "$@"\n' }],
  ] as const)('of a site that belongs to somebody else runs as that account when root signs in (%s)', async (_, programs) => {
    await using sshd = await startSshd({ asRoot: true, rootMaySignIn: true, programs });
    await using link = linkTo([serverFor(sshd, { user: 'root' })]);
    const root = siteIn(sshd);
    const owner = needAccount(sshd.account.name);
    await link.shell(async (shell) => {
      const result = await runCommand(shell, request(root, 'id -u; id -g; echo "$HOME"; echo x >made; exit 3'));
      expect(result).toMatchObject({ exitCode: 3, output: `${owner.uid}\n${owner.gid}\n${homeOf(owner.name)}`, as: owner.name });
      expect(statSync(join(root, 'made')).uid).toBe(owner.uid);
      const hanging = await runCommand(shell, request(root, 'echo $$ >pids; sleep 300 & echo $! >>pids; wait', { seconds: 1 }));
      expect(hanging.exitCode).toBeNull();
      await waitFor('all of it to end', 5_000, async () => (pidsIn(join(root, 'pids')).some(runs) ? undefined : true));
    });
  });
});

it.runIf(isRoot())('code of a site that belongs to somebody else is never run as root', async () => {
  await using sshd = await startSshd({ asRoot: true, rootMaySignIn: true, programs: NO_SETPRIV });
  await using link = linkTo([serverFor(sshd, { user: 'root' })]);
  const root = siteIn(sshd);
  // Left from another server: su knows nobody of that number.
  chownSync(root, 54_321, 54_321);
  const { code, detail } = await link.shell((shell) => problemOf(runCommand(shell, request(root, 'id -u >ran'))));
  expect([code, detail]).toEqual(['restore.account-refused', `54321, the owner of ${root}`]);
  expect(existsSync(join(root, 'ran'))).toBe(false);
});

describe('what a site is run by', () => {
  const fake = (version: string) => `#!/bin/sh\ncase "$*" in *PHP_SAPI*) echo ${version} ;; *) echo "PHP ${version}: $*" ;; esac\n`;
  async function lookWith(programs: Readonly<Record<string, string>>, prepare: (root: string, home: string) => void) {
    await using sshd = await startSshd({ programs });
    await using link = linkTo([serverFor(sshd)]);
    const root = siteIn(sshd);
    prepare(root, sshd.home);
    return await link.shell((shell: RemoteShell) => findPrograms(shell, root, never));
  }
  const install = (path: string, version: string) => {
    mkdirSync(join(path, '..'), { recursive: true });
    writeFileSync(path, fake(version));
    chmodSync(path, 0o755);
  };

  it('is the PHP the packages of the site were installed for, where that of the server is too old', async () => {
    const { php, phpFits } = await lookWith({ php: fake('7.4.33') }, (root, home) => {
      install(join(home, '.local/bin/php8.3'), '8.3.1');
      install(join(home, '.local/bin/php8.2'), '8.2.5');
      mkdirSync(join(root, 'vendor/composer'), { recursive: true });
      writeFileSync(join(root, 'vendor/composer/platform_check.php'), '<?php\nif (!(PHP_VERSION_ID >= 80105)) {\n');
      writeFileSync(join(root, 'composer.json'), '{\n  "require": {\n    "php": "^8.1",\n    "laravel/framework": "^10.0"\n  }\n}\n');
    });
    // This computer may have one of its own between the two.
    expect(php?.version).toMatch(/^8\.2\./);
    expect(phpFits).toBe(true);
  });

  it('is the PHP that fits the panel of the host, before any other', async () => {
    const { php, phpWanted } = await lookWith({ php: fake('8.3.9') }, (root, home) => {
      install(join(home, '.local/bin/php81'), '8.1.27');
      writeFileSync(
        join(root, '.htaccess'),
        '<IfModule mime_module>\n  AddHandler application/x-httpd-ea-php81___lsphp .php .php8 .phtml\n</IfModule>\n',
      );
    });
    expect([php?.version, phpWanted]).toEqual(['8.1.27', 'ea-php81']);
  });

  it('is the virtual environment of the site before the Python of the server', async () => {
    const { python } = await lookWith({}, (root) => {
      install(join(root, '.venv/bin/python'), '');
      writeFileSync(join(root, '.venv/bin/python'), '#!/bin/sh\necho 3.11.4\n');
    });
    expect(python).toMatchObject({ version: '3.11.4', path: expect.stringMatching(/\/\.venv\/bin\/python$/) as string });
  });
});
