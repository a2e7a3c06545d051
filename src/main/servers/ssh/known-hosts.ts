import { createHmac, timingSafeEqual } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { HostKey } from '../../../shared/model/server.ts';

/** A line of known_hosts that Holdfast understands. `@cert-authority` lines are left out: a key signed by one is shown as unknown. */
export interface KnownHost {
  /** The first field as written: names and patterns, or one hashed name. */
  readonly hosts: string;
  readonly type: string;
  /** Base64 of the wire form. */
  readonly key: string;
  readonly revoked: boolean;
}

export type KnownHostsAnswer = 'same-key' | 'other-key' | 'revoked' | 'unknown';

const HASHED = /^\|1\|([A-Za-z0-9+/=]+)\|([A-Za-z0-9+/=]+)$/;

export function parseKnownHosts(text: string): readonly KnownHost[] {
  return text.split(/\r?\n/).flatMap((line) => {
    const fields = line.trim().split(/[ \t]+/);
    const marker = fields[0]?.startsWith('@') === true ? fields.shift() : undefined;
    const [hosts, type, key] = fields;
    if (hosts === undefined || hosts === '' || hosts.startsWith('#') || type === undefined || key === undefined) return [];
    if (marker !== undefined && marker !== '@revoked') return [];
    return [{ hosts, type, key, revoked: marker === '@revoked' }];
  });
}

/** Lines that speak of this address: `name` for port 22, `[name]:port` for every other, compared in lower case as ssh does. */
export function knownHostsFor(lines: readonly KnownHost[], address: string, port: number): readonly KnownHost[] {
  const name = address.toLowerCase();
  const wanted = port === 22 ? name : `[${name}]:${port}`;
  return lines.filter((line) => speaksOf(line.hosts, wanted));
}

/** What known_hosts says of one key. A key of a type it has not seen for this address is unknown, not another one. */
export function askKnownHosts(lines: readonly KnownHost[], address: string, port: number, hostKey: HostKey): KnownHostsAnswer {
  const ours = knownHostsFor(lines, address, port);
  if (ours.some((line) => line.revoked && line.key === hostKey.key)) return 'revoked';
  const trusted = ours.filter((line) => !line.revoked);
  if (trusted.some((line) => line.key === hostKey.key)) return 'same-key';
  return trusted.some((line) => line.type === hostKey.type) ? 'other-key' : 'unknown';
}

/** The files ssh itself reads on this computer. A file that is not there or cannot be read knows nothing. */
export async function readKnownHosts(home: string): Promise<readonly KnownHost[]> {
  const files = [join(home, '.ssh', 'known_hosts'), join(home, '.ssh', 'known_hosts2'), '/etc/ssh/ssh_known_hosts'];
  const texts = await Promise.all(files.map((file) => readFile(file, 'utf8').catch(() => '')));
  return texts.flatMap(parseKnownHosts);
}

function speaksOf(hosts: string, wanted: string): boolean {
  if (hosts.startsWith('|')) return matchesHash(hosts, wanted);
  const patterns = hosts.split(',');
  // A negated pattern wins over every other of its line.
  if (patterns.some((pattern) => pattern.startsWith('!') && matchesPattern(pattern.slice(1), wanted))) return false;
  return patterns.some((pattern) => !pattern.startsWith('!') && matchesPattern(pattern, wanted));
}

function matchesHash(hosts: string, wanted: string): boolean {
  const [, salt, hash] = HASHED.exec(hosts) ?? [];
  if (salt === undefined || hash === undefined) return false;
  const expected = Buffer.from(hash, 'base64');
  const actual = createHmac('sha1', Buffer.from(salt, 'base64')).update(wanted).digest();
  return expected.length === actual.length && timingSafeEqual(expected, actual);
}

/** `*` stands for any number of characters, `?` for one; everything else is meant literally. */
function matchesPattern(pattern: string, wanted: string): boolean {
  const source = pattern
    .toLowerCase()
    .replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
    .replaceAll(String.raw`\*`, '.*')
    .replaceAll(String.raw`\?`, '.');
  return new RegExp(`^${source}$`, 's').test(wanted);
}
