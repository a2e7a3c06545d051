import { execFileSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { HostKey } from '../../../src/shared/model/server.ts';
import { hostKeyOf } from '../../../src/main/servers/ssh/fingerprint.ts';
import { askKnownHosts, knownHostsFor, parseKnownHosts } from '../../../src/main/servers/ssh/known-hosts.ts';

let folder = '';
const keys: { readonly line: string; readonly hostKey: HostKey }[] = [];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-known-hosts-'));
  for (const [index, type] of ['ed25519', 'ed25519', 'ecdsa'].entries()) {
    const file = join(folder, `key-${index}`);
    execFileSync('ssh-keygen', ['-q', '-t', type, '-N', '', '-f', file]);
    const line = execFileSync('ssh-keygen', ['-y', '-f', file], { encoding: 'utf8' }).split(' ').slice(0, 2).join(' ').trim();
    keys.push({ line, hostKey: hostKeyOf(Buffer.from(line.split(' ')[1] ?? '', 'base64')) });
  }
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function keyLine(index: number): string {
  return keys[index]?.line ?? '';
}

function hashed(name: string, salt: Buffer): string {
  return `|1|${salt.toString('base64')}|${createHmac('sha1', salt).update(name).digest('base64')}`;
}

describe('known_hosts', () => {
  test('finds the same lines as ssh-keygen does', () => {
    const name = fc.constantFrom('web', 'web.example', 'db.example', '10.0.0.7', 'x.y');
    const port = fc.constantFrom(22, 2222);
    const host = fc.tuple(name, port).map(([each, at]) => (at === 22 ? each : `[${each}]:${at}`));
    const pattern = fc.oneof(host, fc.constantFrom('*', '*.example', 'w?b', '10.0.0.*', '[*]:2222', '[web]:*', 'WEB'));
    const negated = fc.oneof({ weight: 4, arbitrary: pattern }, { weight: 1, arbitrary: pattern.map((each) => `!${each}`) });
    const hosts = fc.oneof(
      fc.array(negated, { minLength: 1, maxLength: 4 }).map((list) => list.join(',')),
      fc.tuple(host, fc.uint8Array({ minLength: 20, maxLength: 20 })).map(([each, salt]) => hashed(each, Buffer.from(salt))),
    );
    const line = fc.oneof(
      { weight: 6, arbitrary: hosts.map((each) => `${each} ${keyLine(0)}`) },
      { weight: 1, arbitrary: fc.constantFrom('', '# a comment', '   ', 'broken', '@cert-authority * nonsense') },
    );
    const file = join(folder, 'known_hosts');
    fc.assert(
      fc.property(fc.array(line, { maxLength: 6 }), name, port, (lines, asked, at) => {
        const text = `${lines.join('\n')}\n`;
        writeFileSync(file, text);
        const found = knownHostsFor(parseKnownHosts(text), asked, at).map((each) => each.hosts);
        expect(found).toEqual(askSshKeygen(file, at === 22 ? asked : `[${asked}]:${at}`));
      }),
      { numRuns: 150 },
    );
    // A program is started for each of them.
  }, 30_000);

  test('tells the same key, another key of the same type, a new type and a stranger apart', () => {
    const lines = parseKnownHosts(`web ${keyLine(0)}\n`);
    const answers = [0, 1, 2].map((index) => askKnownHosts(lines, 'web', 22, keys[index]?.hostKey as HostKey));
    expect(answers).toEqual(['same-key', 'other-key', 'unknown']);
    expect(askKnownHosts(lines, 'other', 22, keys[0]?.hostKey as HostKey)).toBe('unknown');
    expect(askKnownHosts(lines, 'web', 2222, keys[0]?.hostKey as HostKey)).toBe('unknown');
  });

  test('knows a revoked key even where another line trusts it', () => {
    const lines = parseKnownHosts(`web ${keyLine(0)}\r\n@revoked * ${keyLine(0)}\r\n`);
    expect(askKnownHosts(lines, 'web', 22, keys[0]?.hostKey as HostKey)).toBe('revoked');
  });

  test('does not take the word of a certificate authority', () => {
    const lines = parseKnownHosts(`@cert-authority web ${keyLine(0)}\n`);
    expect(askKnownHosts(lines, 'web', 22, keys[0]?.hostKey as HostKey)).toBe('unknown');
  });
});

/** The first fields of the lines `ssh-keygen -F` prints. */
function askSshKeygen(file: string, host: string): readonly string[] {
  try {
    const output = execFileSync('ssh-keygen', ['-F', host, '-f', file], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    return output.split('\n').flatMap((line) => (line === '' || line.startsWith('#') ? [] : [line.split(' ')[0] ?? '']));
  } catch {
    return [];
  }
}
