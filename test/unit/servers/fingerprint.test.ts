import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { HostKey } from '../../../src/shared/model/server.ts';
import { consoleCommandFor, hostKeyOf } from '../../../src/main/servers/ssh/fingerprint.ts';

test('a fingerprint is what ssh-keygen prints on the console of the server', () => {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-fingerprint-'));
  try {
    for (const type of ['ed25519', 'rsa', 'ecdsa']) {
      const file = join(folder, type);
      execFileSync('ssh-keygen', ['-q', '-t', type, '-N', '', '-f', file]);
      const hostKey = HostKey.parse(hostKeyOf(Buffer.from(readFileSync(`${file}.pub`, 'utf8').split(' ')[1] ?? '', 'base64')));
      const printed = execFileSync('ssh-keygen', ['-lf', `${file}.pub`], { encoding: 'utf8' });
      expect(printed).toContain(` ${hostKey.fingerprint} `);
      expect(consoleCommandFor(hostKey.type)).toBe(`ssh-keygen -lf /etc/ssh/ssh_host_${type}_key.pub`);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
