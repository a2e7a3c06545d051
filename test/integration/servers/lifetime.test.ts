import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { startSshd, type Sshd } from '../../lab/sshd.ts';
import { waitFor } from '../../lab/tools.ts';
import { linkTo, never, problemOf, program, serverFor, SHELLS } from './lab-servers.ts';

/** Silent in every way: writes nothing, reads nothing, has a child and a grandchild. */
const silent = program('(sleep 4711 & sleep 4712) & sleep 4713', 'silent');

/** Everything that was started over this server is gone, the watch on standard input included. */
async function expectNothingLeft(sshd: Sshd): Promise<void> {
  await waitFor('the remote processes to end', 6_000, async () => (sshd.remoteProcesses().length === 0 ? true : undefined));
}

async function expectRunning(sshd: Sshd): Promise<void> {
  await waitFor('the remote processes', 5_000, async () => (working(sshd).length === 3 ? true : undefined));
}

/** The processes that do the program's work; the watch is not among them. */
function working(sshd: Sshd): readonly string[] {
  return sshd.remoteProcesses().flatMap((pid) => {
    try {
      const words = execFileSync('ps', ['-o', 'args=', '-p', String(pid)], { encoding: 'utf8' }).trim();
      return /^sleep 471\d$/.test(words) ? [words] : [];
    } catch {
      return [];
    }
  });
}

describe.each(SHELLS)('a silent remote program under %s', (_name, options) => {
  test('ends on the server when it is cancelled, and the promise waits for that', async () => {
    await using sshd = await startSshd(options);
    await using lab = linkTo([serverFor(sshd)]);
    const cancel = new AbortController();
    const running = lab.shell((shell) => shell.run({ program: silent, args: [], signal: cancel.signal }));
    await expectRunning(sshd);
    cancel.abort(new Error('cancelled by the operator'));
    await expect(running).rejects.toThrow('cancelled by the operator');
    // Gone by then, not only asked to go.
    expect(working(sshd)).toEqual([]);
    // The connection itself goes on.
    expect(
      await lab.shell(async (shell) => (await shell.run({ program: program('echo on'), args: [], signal: never })).stdout.toString()),
    ).toBe('on\n');
  });

  test('ends on the server even when it does not listen to TERM', async () => {
    await using sshd = await startSshd(options);
    await using lab = linkTo([serverFor(sshd)]);
    const cancel = new AbortController();
    const deaf = program("trap '' TERM HUP; (sleep 4711 & sleep 4712) & echo deaf from here on; while :; do sleep 1; done", 'deaf');
    await lab.shell(async (shell) => {
      const { stdout, ended } = await shell.stream({ program: deaf, args: [], signal: cancel.signal });
      await once(stdout, 'readable');
      const asked = performance.now();
      cancel.abort(new Error('cancelled'));
      await expect(ended).rejects.toThrow('cancelled');
      expect(performance.now() - asked).toBeGreaterThan(2_500);
    });
    expect(working(sshd)).toEqual([]);
  });

  test('ends on the server when the connection is killed, and here as a lost connection', async () => {
    await using sshd = await startSshd(options);
    await using lab = linkTo([serverFor(sshd)]);
    const running = problemOf(lab.shell((shell) => shell.run({ program: silent, args: [], signal: never })));
    await expectRunning(sshd);
    sshd.killConnections();
    expect((await running).code).toBe('ssh.connection-lost');
    await expectNothingLeft(sshd);
  });

  test('ends on the server when this side closes without a word, also after it has read its input', async () => {
    await using sshd = await startSshd(options);
    const lab = linkTo([serverFor(sshd)]);
    const reader = program('IFS= read -r secret; hf_watch; (sleep 4711 & sleep 4712) & sleep 4713', 'reader');
    const running = problemOf(lab.shell((shell) => shell.run({ program: reader, args: [], input: 'secret\n', signal: never })));
    await expectRunning(sshd);
    await lab.links.close();
    expect((await running).code).toBe('ssh.connection-lost');
    await expectNothingLeft(sshd);
  });

  test('leaves nothing behind when it ends by itself', async () => {
    await using sshd = await startSshd(options);
    await using lab = linkTo([serverFor(sshd)]);
    const { exitCode } = await lab.shell((shell) =>
      shell.run({ program: program('sleep 4711 >/dev/null 2>&1 & exit 7'), args: [], signal: never }),
    );
    expect(exitCode).toBe(7);
    await expectNothingLeft(sshd);
  });
});

describe('a stream', () => {
  const endless = program('while :; do echo "one line of a dump that is never complete, and then another"; done', 'endless');

  test('whose connection is killed half way never looks complete', async () => {
    await using sshd = await startSshd();
    await using lab = linkTo([serverFor(sshd)]);
    await lab.shell(async (shell) => {
      const { stdout, ended } = await shell.stream({ program: endless, args: [], signal: never });
      let bytes = 0;
      const read = (async () => {
        for await (const chunk of stdout) {
          bytes += (chunk as Buffer).length;
          if (bytes > 100_000) sshd.killConnections();
        }
      })();
      expect((await problemOf(read)).code).toBe('ssh.connection-lost');
      expect((await problemOf(ended)).code).toBe('ssh.connection-lost');
      expect(bytes).toBeGreaterThan(100_000);
    });
    await expectNothingLeft(sshd);
  });

  test('waits for a slow reader, and memory stays within the window', async () => {
    await using sshd = await startSshd();
    await using lab = linkTo([serverFor(sshd)]);
    const cancel = new AbortController();
    await lab.shell(async (shell) => {
      const { stdout, ended } = await shell.stream({ program: program('exec cat /dev/zero'), args: [], signal: cancel.signal });
      await once(stdout, 'readable');
      // sshd stops sending when the window is used up: from then on its process waits.
      const settled = await waitFor('the server to stop sending', 10_000, steadyMemory());
      expect(settled).toBeLessThan(64 * 1024 * 1024);
      cancel.abort(new Error('enough'));
      await expect(ended).rejects.toThrow('enough');
    });
    await expectNothingLeft(sshd);
  });

  test('that nobody reads to its end ends on the server too', async () => {
    await using sshd = await startSshd();
    await using lab = linkTo([serverFor(sshd)]);
    await lab.shell(async (shell) => {
      const { stdout, ended } = await shell.stream({ program: endless, args: [], signal: never });
      stdout.destroy(new Error('the disk is full'));
      await expect(ended).rejects.toThrow('the disk is full');
      await expectNothingLeft(sshd);
    });
  });

  test('of a program that was killed has the status a shell would show', async () => {
    await using sshd = await startSshd();
    await using lab = linkTo([serverFor(sshd)]);
    const { exitCode } = await lab.shell((shell) => shell.run({ program: program('kill -KILL $$'), args: [], signal: never }));
    expect(exitCode).toBe(137);
  });

  test('keeps only the last 16 kB of what tools complain', async () => {
    await using sshd = await startSshd();
    await using lab = linkTo([serverFor(sshd)]);
    const noisy = program('n=0; while [ $n -lt 3000 ]; do echo "warning number $n" >&2; n=$((n+1)); done; hf_report stage dump 2; exit 2');
    const { exitCode, stderr } = await lab.shell((shell) => shell.run({ program: noisy, args: [], signal: never }));
    expect(exitCode).toBe(2);
    expect(stderr.length).toBeLessThanOrEqual(16 * 1024);
    expect(stderr.endsWith('warning number 2999')).toBe(true);
  });
});

describe('a connection', () => {
  test('is one for all who use a server at the same time, and stays for the next', async () => {
    await using sshd = await startSshd();
    await using lab = linkTo([serverFor(sshd)]);
    const echo = (word: string) =>
      lab.shell(async (shell) => (await shell.run({ program: program('printf %s "$1"'), args: [word], signal: never })).stdout.toString());
    expect(await Promise.all(['a', 'b', 'c', 'd'].map(echo))).toEqual(['a', 'b', 'c', 'd']);
    expect(await echo('e')).toBe('e');
    expect((await sshd.log()).match(/Accepted publickey/g)).toHaveLength(1);
  });

  test('is made anew when the old one has died', async () => {
    await using sshd = await startSshd();
    await using lab = linkTo([serverFor(sshd)]);
    const hello = () => lab.shell((shell) => shell.run({ program: program('echo hello'), args: [], signal: never }));
    await hello();
    sshd.killConnections();
    await waitFor('a working connection', 5_000, async () =>
      hello().then(
        (result) => result.stdout.toString(),
        () => undefined,
      ),
    );
    expect((await sshd.log()).match(/Accepted publickey/g)).toHaveLength(2);
  });

  test('is given up some time after its last use', async () => {
    await using sshd = await startSshd();
    await using lab = linkTo([serverFor(sshd)], { keptMs: 50 });
    await lab.shell((shell) => shell.run({ program: program(':'), args: [], signal: never }));
    const goodbye = await waitFor('the goodbye', 5_000, async () => /Disconnected from|Received disconnect/.exec(await sshd.log())?.[0]);
    expect(goodbye).toMatch(/^(Disconnected from|Received disconnect)$/);
  });

  test('that has no room for another command says so, and a cancel still ends the first', async () => {
    await using sshd = await startSshd({ maxSessions: 1 });
    await using lab = linkTo([serverFor(sshd)]);
    const cancel = new AbortController();
    await lab.shell(async (shell) => {
      const running = shell.run({ program: silent, args: [], signal: cancel.signal });
      await expectRunning(sshd);
      const second = problemOf(shell.run({ program: program('echo second'), args: [], signal: never }));
      expect((await second).code).toBe('ssh.no-more-channels');
      cancel.abort(new Error('cancelled'));
      await expect(running).rejects.toThrow('cancelled');
      expect(working(sshd)).toEqual([]);
    });
  });

  test('to an account without a shell names that, with what the account answers', async () => {
    await using sshd = await startSshd({ config: ['Match all', 'ForceCommand echo This service allows sftp connections only.'] });
    await using lab = linkTo([serverFor(sshd)]);
    const problem = await problemOf(lab.shell((shell) => shell.run({ program: program('echo on'), args: [], signal: never })));
    expect(problem).toEqual({ code: 'ssh.no-shell', detail: 'This service allows sftp connections only. (exit status 0)' });
  });

  test('refuses a server nobody has registered', async () => {
    await using lab = linkTo([]);
    expect((await problemOf(lab.links.withShell('a2f6c6a5-0000-4000-8000-000000000000', never, async () => 0))).code).toBe(
      'server.not-found',
    );
  });
});

/** Memory outside the JavaScript heap, once it has not grown for a while. */
function steadyMemory() {
  let last = 0;
  let same = 0;
  const start = process.memoryUsage().arrayBuffers;
  return async () => {
    const now = process.memoryUsage().arrayBuffers - start;
    same = Math.abs(now - last) < 64 * 1024 ? same + 1 : 0;
    last = now;
    return same >= 20 ? now : undefined;
  };
}
