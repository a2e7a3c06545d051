import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { startSshd } from '../../lab/sshd.ts';
import { linkTo, never, program, serverFor, SHELLS } from './lab-servers.ts';

describe.each(SHELLS)('a remote program under %s', (_name, options) => {
  test('gets its arguments and its input byte for byte, whatever is in them', async () => {
    await using sshd = await startSshd({ ...options, chattyLogin: true });
    await using lab = linkTo([serverFor(sshd)]);
    const text = fc.string({ unit: 'binary', maxLength: 60 }).map((each) => each.replaceAll('\0', ''));
    const nasty = fc.constantFrom(
      '',
      '-n',
      '--',
      "it's",
      '$(id)',
      '`id`',
      'a\nb',
      '\n',
      '\\',
      '\\n',
      '"',
      '*',
      ' ',
      '€ ü 😀',
      '\r\n',
      '%s',
      '!',
    );
    await lab.shell((shell) =>
      fc.assert(
        fc.asyncProperty(fc.array(fc.oneof(nasty, text), { maxLength: 6 }), async (args) => {
          const echo = program('for a in "$@"; do printf "%s\\001" "$a"; done; IFS= read -r line; printf "%s" "$line"');
          const { exitCode, stdout } = await shell.run({
            program: echo,
            args,
            input: 'the "secret" line \\n $(id)\nrest\n',
            signal: never,
          });
          const expected = [...args, 'the "secret" line \\n $(id)'].join('\u0001');
          expect({ exitCode, stdout: stdout.toString('utf8') }).toEqual({ exitCode: 0, stdout: expected });
        }),
        { numRuns: 25 },
      ),
    );
  });

  test('streams bytes exactly as they are, after everything a login file printed', async () => {
    await using sshd = await startSshd({ ...options, chattyLogin: true });
    await using lab = linkTo([serverFor(sshd)]);
    await lab.shell(async (shell) => {
      const { stdout, ended } = await shell.stream({
        program: program(
          'hf_report stage dump 0; echo "a tool says" >&2; head -c 30000000 /dev/zero | tr "\\000" "x"; hf_report stage pack 0; exit 3',
        ),
        args: [],
        signal: never,
      });
      const hash = createHash('sha256');
      for await (const chunk of stdout) hash.update(chunk as Buffer);
      expect(hash.digest('hex')).toBe(createHash('sha256').update(Buffer.alloc(30_000_000, 'x')).digest('hex'));
      expect(await ended).toEqual({ exitCode: 3, reports: ['stage dump 0', 'stage pack 0'], stderr: 'a tool says' });
    });
  });

  test('shows neither its text nor its arguments nor its input in the process list of the server', async () => {
    await using sshd = await startSshd(options);
    await using lab = linkTo([serverFor(sshd)]);
    // Looks at itself as any other user of the server could.
    const looking = program('IFS= read -r secret; cat "/proc/$$/cmdline" "/proc/$PPID/cmdline"; echo; cat "/proc/$$/environ"', 'looking');
    const call = { program: looking, args: ['an-argument'], input: 'a-secret\n', signal: never };
    const seen = (await lab.shell((shell) => shell.run(call))).stdout.toString();
    expect(seen).toContain('holdfast-looking');
    expect(seen).not.toMatch(/an-argument|a-secret|environ/);
  });
});

test('a program that prints without end is stopped, here and there', async () => {
  await using sshd = await startSshd();
  await using lab = linkTo([serverFor(sshd)]);
  const endless = lab.shell((shell) =>
    shell.run({ program: program('while :; do head -c 1000000 /dev/zero; done'), args: [], signal: never }),
  );
  await expect(endless).rejects.toMatchObject({ code: 'ssh.command-failed', detail: expect.stringContaining('64 MB') });
  await expect.poll(() => sshd.remoteProcesses(), { timeout: 8_000 }).toEqual([]);
});
