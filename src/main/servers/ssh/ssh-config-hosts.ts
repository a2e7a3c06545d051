import { userInfo } from 'node:os';
import SSHConfig from 'ssh-config';
import type { ImportCandidate } from '../../../shared/model/server.ts';
import { readSshConfig } from './ssh-config-text.ts';

type Settings = Readonly<Record<string, string | readonly string[]>>;

/** Directives that change how ssh reaches a host, which Holdfast does not take over; said to the operator by name. */
const NOT_TAKEN_OVER: Readonly<Record<string, string>> = {
  proxycommand: 'ProxyCommand is not taken over: Holdfast runs no command of this file. A jump server does the same.',
  certificatefile: 'CertificateFile is not taken over: the key itself must be accepted by the server.',
  pkcs11provider: 'PKCS11Provider is not taken over: add the token to the SSH agent.',
  securitykeyprovider: 'SecurityKeyProvider is not taken over: add the key to the SSH agent.',
  identityagent: 'IdentityAgent is not taken over: enter the socket of the agent by hand.',
  hostkeyalias: 'HostKeyAlias is not taken over: the fingerprint is shown and pinned anew.',
  remotecommand: 'RemoteCommand is not taken over.',
};

/** Hosts of `~/.ssh/config` that could become servers. Nothing is connected to, and no command found in the files is run. */
export async function importCandidates(home: string): Promise<readonly ImportCandidate[]> {
  const { text, notes } = await readSshConfig(home);
  return candidatesOf(text, home).map((candidate) => ({ ...candidate, notes: [...candidate.notes, ...notes] }));
}

/** Pure but for the name of this account, which ssh uses for `%u`. */
export function candidatesOf(text: string, home: string): readonly ImportCandidate[] {
  const config = SSHConfig.parse(text);
  const hasMatchExec = /^\s*match\b.*\bexec\b/im.test(text);
  const aliases = aliasesOf(config);
  return aliases.map((alias) => {
    // matchExec: the library would run the command to decide whether the block applies.
    const settings: Settings = config.compute(alias, { ignoreCase: true, matchExec: false });
    return candidateOf(alias, settings, { home, aliases, hasMatchExec });
  });
}

interface Surroundings {
  readonly home: string;
  readonly aliases: readonly string[];
  readonly hasMatchExec: boolean;
}

function candidateOf(alias: string, settings: Settings, around: Surroundings): ImportCandidate {
  const notes = Object.entries(NOT_TAKEN_OVER).flatMap(([name, note]) => (isSet(settings, name) ? [note] : []));
  if (around.hasMatchExec) notes.push('The file has "Match exec" blocks; their commands were not run, so what they would set is not here.');
  const address = expand(first(settings, 'hostname') ?? alias, { '%h': alias });
  const user = first(settings, 'user');
  const port = portOf(first(settings, 'port'), notes);
  const identity = first(settings, 'identityfile');
  const tokens = {
    '%d': around.home,
    '%h': address,
    '%n': alias,
    '%u': userInfo().username,
    '%r': user ?? userInfo().username,
    '%p': String(port),
  };
  return {
    alias,
    address,
    port,
    user,
    identityFile: identity === null || identity.toLowerCase() === 'none' ? null : expand(identity, tokens),
    jumpAlias: jumpOf(first(settings, 'proxyjump'), around.aliases, notes),
    notes,
  };
}

/** Names meant literally, in the order of the file; patterns and negations are not hosts. */
function aliasesOf(config: SSHConfig): readonly string[] {
  const names = config.flatMap((line) => {
    if (line.type !== SSHConfig.DIRECTIVE || line.param.toLowerCase() !== 'host') return [];
    return Array.isArray(line.value) ? line.value.map(({ val }) => val) : line.value.split(/\s+/);
  });
  return [...new Set(names)].filter((name) => name !== '' && !/[*?!%]/.test(name));
}

function first(settings: Settings, name: string): string | null {
  const value = settings[name];
  return (typeof value === 'string' ? value : value?.[0]) ?? null;
}

function isSet(settings: Settings, name: string): boolean {
  const value = first(settings, name);
  return value !== null && value.toLowerCase() !== 'none';
}

function portOf(value: string | null, notes: string[]): number {
  if (value === null) return 22;
  const port = Number(value);
  if (Number.isInteger(port) && port >= 1 && port <= 65_535) return port;
  notes.push(`Port "${value}" is not a port number; 22 is proposed.`);
  return 22;
}

function jumpOf(value: string | null, aliases: readonly string[], notes: string[]): string | null {
  if (value === null || value.toLowerCase() === 'none') return null;
  // ssh goes from left to right: the last hop is the one this host is reached from.
  const hops = value.split(',').map((hop) => hop.trim());
  if (hops.length > 1) notes.push(`ProxyJump names several hops (${value}); each needs the one before it as its jump server.`);
  const last = hops.at(-1) ?? '';
  if (aliases.includes(last)) return last;
  notes.push(`ProxyJump leads over ${last}, which is no host of this file: add it as a server and choose it as the jump server.`);
  return null;
}

function expand(value: string, tokens: Readonly<Record<string, string>>): string {
  return value.replaceAll(/%./g, (token) => (token === '%%' ? '%' : (tokens[token] ?? token)));
}
