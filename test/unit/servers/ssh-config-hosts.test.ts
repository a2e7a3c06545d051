import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { importCandidates } from '../../../src/main/servers/ssh/ssh-config-hosts.ts';

let home = '';

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'holdfast-ssh-config-'));
  mkdirSync(join(home, '.ssh', 'conf.d'), { recursive: true });
});

afterEach(() => rmSync(home, { recursive: true, force: true }));

function write(name: string, text: string): void {
  writeFileSync(join(home, '.ssh', name), text);
}

describe('hosts of ~/.ssh/config', () => {
  test('become candidates with what ssh itself would use', async () => {
    write(
      'config',
      [
        'Host aurora aurora-web',
        '  HostName aurora.example',
        '  Port 2222',
        '  User deploy',
        '  IdentityFile ~/.ssh/aurora key',
        'Host inner',
        '  HostName %h.internal',
        '  ProxyJump aurora',
        '  IdentityFile %d/.ssh/id_%r',
        'Host *',
        '  User operator',
        '  Port 22',
      ].join('\n'),
    );
    const plain = { address: 'aurora.example', port: 2222, user: 'deploy', identityFile: '~/.ssh/aurora key', jumpAlias: null, notes: [] };
    expect(await importCandidates(home)).toEqual([
      { alias: 'aurora', ...plain },
      { alias: 'aurora-web', ...plain },
      {
        alias: 'inner',
        address: 'inner.internal',
        port: 22,
        user: 'operator',
        identityFile: `${home}/.ssh/id_operator`,
        jumpAlias: 'aurora',
        notes: [],
      },
    ]);
  });

  test('run no command, wherever the file hides one', async () => {
    const trace = join(home, 'trace');
    write(
      'config',
      [
        `Match exec "touch ${trace}"`,
        '  Port 2022',
        `Match host web exec "touch ${trace}"`,
        '  User attacker',
        'Host web $(touch-trace) `id`',
        `  HostName $(touch ${trace})`,
        `  ProxyCommand touch ${trace}`,
        `  LocalCommand touch ${trace}`,
        '  PermitLocalCommand yes',
        `  KnownHostsCommand /usr/bin/touch ${trace}`,
        `  IdentityFile \`touch ${trace}\``,
      ].join('\n'),
    );
    const web = (await importCandidates(home)).find(({ alias }) => alias === 'web');
    expect(existsSync(trace)).toBe(false);
    expect(web).toMatchObject({ port: 22, user: null });
    expect(web?.notes).toEqual([expect.stringContaining('ProxyCommand'), expect.stringContaining('Match exec')]);
  });

  test('are also found in included files, and a file that includes itself does not hang', async () => {
    write('config', 'Host first\n  HostName first.example\n  Include conf.d/*.conf\n  User after\nInclude config\nInclude missing\n');
    write('conf.d/a.conf', 'Host second\n  HostName second.example\n');
    const found = await importCandidates(home);
    expect(found.map(({ alias, address, user }) => ({ alias, address, user }))).toEqual([
      { alias: 'first', address: 'first.example', user: 'after' },
      { alias: 'second', address: 'second.example', user: null },
    ]);
  });

  test('say what is not taken over, and propose the usual port for a wrong one', async () => {
    write('config', 'Host odd\n  Port ssh\n  ProxyJump a@b:22,last.example\n  CertificateFile x\n  ProxyCommand none\n');
    expect((await importCandidates(home))[0]).toMatchObject({
      port: 22,
      jumpAlias: null,
      notes: [
        expect.stringContaining('CertificateFile') as string,
        expect.stringContaining('"ssh" is not a port') as string,
        expect.stringContaining('several hops') as string,
        expect.stringContaining('last.example') as string,
      ],
    });
  });

  test('are none where there is no file', async () => {
    expect(await importCandidates(join(home, 'nowhere'))).toEqual([]);
  });
});
