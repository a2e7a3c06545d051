import type { Authentication, ImportCandidate, Server, ServerDraft } from '../../../shared/model/server.ts';
import type { ServerId } from '../../../shared/model/ids.ts';

export type Method = Authentication['method'];

/** What stands in the form, as typed. Both secrets stay while the operator looks at the other ways to sign in. */
export interface ServerFields {
  readonly name: string;
  readonly address: string;
  readonly port: string;
  readonly user: string;
  readonly method: Method;
  readonly keyPath: string;
  readonly hasPassphrase: boolean;
  readonly passphrase: string;
  readonly agentSocket: string;
  readonly password: string;
  readonly jumpServerId: ServerId | null;
}

export const EMPTY_FIELDS: ServerFields = {
  name: '',
  address: '',
  port: '22',
  user: '',
  method: 'key-file',
  keyPath: '~/.ssh/id_ed25519',
  hasPassphrase: false,
  passphrase: '',
  agentSocket: '',
  password: '',
  jumpServerId: null,
};

export function fieldsOf(server: Server): ServerFields {
  const { authentication } = server;
  return {
    ...EMPTY_FIELDS,
    name: server.name,
    address: server.address,
    port: String(server.port),
    user: server.user,
    method: authentication.method,
    ...(authentication.method === 'key-file' ? { keyPath: authentication.path, hasPassphrase: authentication.hasPassphrase } : {}),
    ...(authentication.method === 'agent' ? { agentSocket: authentication.socket ?? '' } : {}),
    jumpServerId: server.jumpServerId,
  };
}

/** Takes over a host of `~/.ssh/config`. A jump host is found by the name of a registered server. */
export function importInto(fields: ServerFields, candidate: ImportCandidate, servers: readonly Server[]): ServerFields {
  const jump = candidate.jumpAlias === null ? undefined : servers.find(({ name }) => name === candidate.jumpAlias);
  return {
    ...fields,
    name: candidate.alias,
    address: candidate.address,
    port: String(candidate.port),
    user: candidate.user ?? fields.user,
    ...(candidate.identityFile === null ? {} : { method: 'key-file', keyPath: candidate.identityFile }),
    jumpServerId: jump?.id ?? null,
  };
}

export type FieldErrors = Partial<Record<keyof ServerFields, string>>;

/** What is wrong with the form. `stored`: how the server signs in already, whose secret may stay where it is. */
export function judge(fields: ServerFields, stored: Authentication | null): FieldErrors {
  const port = Number(fields.port);
  return {
    ...(fields.address.trim() === '' ? { address: 'Enter the host name or IP address.' } : {}),
    ...(/[\s@/]/.test(fields.address.trim()) ? { address: 'Only the host name or IP address, without user, port or path.' } : {}),
    ...(/^\d+$/.test(fields.port.trim()) && port >= 1 && port <= 65_535 ? {} : { port: 'A port is a number from 1 to 65535.' }),
    ...(fields.user.trim() === '' ? { user: 'Enter the account to sign in with.' } : {}),
    ...(fields.method === 'key-file' && fields.keyPath.trim() === '' ? { keyPath: 'Enter or choose the private key.' } : {}),
    ...(fields.method === 'key-file' && fields.hasPassphrase && fields.passphrase === '' && !hasStored(fields, stored)
      ? { passphrase: 'Enter the passphrase of the key.' }
      : {}),
    ...(needsPassword(fields.method) && fields.password === '' && !hasStored(fields, stored) ? { password: 'Enter the password.' } : {}),
  };
}

/** Whether the secret this form asks for is the one that lies in the keychain already: an empty field keeps it. */
export function hasStored(fields: ServerFields, stored: Authentication | null): boolean {
  if (stored === null) return false;
  return stored.method === 'key-file'
    ? fields.method === 'key-file' && stored.hasPassphrase
    : needsPassword(fields.method) && needsPassword(stored.method);
}

export function needsPassword(method: Method): boolean {
  return method === 'password' || method === 'keyboard-interactive';
}

/** Whether this form puts something into the keychain. */
export function keepsSecret(fields: ServerFields): boolean {
  return needsPassword(fields.method) || (fields.method === 'key-file' && fields.hasPassphrase);
}

export function draftOf(fields: ServerFields): ServerDraft {
  const secret = secretOf(fields);
  return {
    name: nameOf(fields),
    address: fields.address.trim(),
    port: Number(fields.port),
    user: fields.user.trim(),
    authentication: authenticationOf(fields),
    jumpServerId: fields.jumpServerId,
    ...(secret === undefined ? {} : { secret }),
  };
}

/** A server without a name of its own is called by its address. */
export function nameOf(fields: ServerFields): string {
  return fields.name.trim() === '' ? fields.address.trim() : fields.name.trim();
}

function authenticationOf(fields: ServerFields): Authentication {
  switch (fields.method) {
    case 'key-file':
      return { method: 'key-file', path: fields.keyPath.trim(), hasPassphrase: fields.hasPassphrase };
    case 'agent':
      return { method: 'agent', socket: fields.agentSocket.trim() === '' ? null : fields.agentSocket.trim() };
    case 'password':
    case 'keyboard-interactive':
      return { method: fields.method };
  }
}

/** Undefined keeps the stored one, null removes it. */
function secretOf(fields: ServerFields): string | null | undefined {
  if (!keepsSecret(fields)) return null;
  const typed = fields.method === 'key-file' ? fields.passphrase : fields.password;
  return typed === '' ? undefined : typed;
}

const METHOD_WORDS: Readonly<Record<Method, string>> = {
  'key-file': 'Key file',
  agent: 'SSH agent',
  password: 'Password',
  'keyboard-interactive': 'Keyboard-interactive',
};

/** Side by side there is room for short words only. */
export const METHODS = [
  { value: 'key-file', label: 'Key file' },
  { value: 'agent', label: 'SSH agent' },
  { value: 'password', label: 'Password' },
  { value: 'keyboard-interactive', label: 'Prompts' },
] as const satisfies readonly { readonly value: Method; readonly label: string }[];

export function methodWord(method: Method): string {
  return METHOD_WORDS[method];
}

/** `deploy@shop.example`, with the port where it is not 22. */
export function addressLine({ user, address, port }: Pick<Server, 'user' | 'address' | 'port'>): string {
  return `${user}@${address}${port === 22 ? '' : `:${port}`}`;
}
