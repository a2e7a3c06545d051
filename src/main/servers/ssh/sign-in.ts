import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import ssh2 from 'ssh2';
import type { AnyAuthMethod, AuthHandlerMiddleware, ParsedKey } from 'ssh2';
import type { Server } from '../../../shared/model/server.ts';
import { AppError } from '../../errors/app-error.ts';
import type { SecretStore } from '../../support/secret-store.ts';

export interface SignIn {
  /** Offers the methods one after the other; made for one connection. */
  readonly handler: AuthHandlerMiddleware;
  /** After a refusal: what was tried, and what the server would take. */
  refusal(): string;
}

/** Everything a sign-in needs is looked up before the first packet: a missing passphrase must not cost a failed attempt. */
export async function prepareSignIn(server: Server, secrets: SecretStore, home: string): Promise<SignIn> {
  const methods = await methodsOf(server, secrets, home);
  let tried = 0;
  let accepted: readonly string[] = [];
  return {
    handler(left, _partial, next) {
      if (Array.isArray(left)) accepted = left;
      const method = methods[tried];
      tried += 1;
      // ssh2 ends the sign-in on false; its types do not know that.
      next(method ?? (false as never));
    },
    refusal() {
      const offered = methods.map((method) => (method.type === 'agent' ? 'the keys of the agent' : method.type)).join(', ');
      const taken = accepted.length === 0 ? '' : `; the server accepts ${accepted.join(', ')}`;
      return `tried ${offered} as ${server.user}${taken}`;
    },
  };
}

async function methodsOf(server: Server, secrets: SecretStore, home: string): Promise<readonly AnyAuthMethod[]> {
  const username = server.user;
  const { authentication } = server;
  switch (authentication.method) {
    case 'key-file': {
      const passphrase = authentication.hasPassphrase ? await needSecret(server, secrets) : undefined;
      return [{ type: 'publickey', username, key: await readKey(expandHome(authentication.path, home), passphrase) }];
    }
    case 'agent':
      return [{ type: 'agent', username, agent: await findAgent(authentication.socket) }];
    case 'password': {
      const password = await needSecret(server, secrets);
      // Many servers ask for the password in a prompt of PAM only.
      return [{ type: 'password', username, password }, answerPrompts(username, password)];
    }
    case 'keyboard-interactive':
      return [answerPrompts(username, await needSecret(server, secrets))];
  }
}

function answerPrompts(username: string, secret: string): AnyAuthMethod {
  return {
    type: 'keyboard-interactive',
    username,
    prompt: (_name, _instructions, _language, prompts, finish) => finish(prompts.map(() => secret)),
  };
}

async function needSecret(server: Server, secrets: SecretStore): Promise<string> {
  const secret = await secrets.get(`server:${server.id}`);
  if (secret === null) throw new AppError('ssh.secret-missing', { detail: server.name });
  return secret;
}

async function readKey(path: string, passphrase: string | undefined): Promise<ParsedKey> {
  const unusable = (detail: string, cause?: unknown) => new AppError('ssh.key-file-unreadable', { detail: `${path}: ${detail}`, cause });
  let text: Buffer;
  try {
    text = await readFile(path);
  } catch (cause) {
    throw unusable((cause as NodeJS.ErrnoException).code === 'ENOENT' ? 'there is no such file' : (cause as Error).message, cause);
  }
  const parsed: unknown = ssh2.utils.parseKey(text, passphrase);
  const key = Array.isArray(parsed) ? (parsed[0] as unknown) : parsed;
  if (key instanceof Error) {
    if (passphrase === undefined && /no passphrase/.test(key.message)) throw unusable('the key has a passphrase, and none was given', key);
    if (passphrase !== undefined) throw unusable('the passphrase does not open it', key);
    throw unusable(key.message, key);
  }
  if (!(key as ParsedKey).isPrivateKey()) throw unusable('this is a public key; the private one has the same name without .pub');
  return key as ParsedKey;
}

function expandHome(path: string, home: string): string {
  return path === '~' || path.startsWith('~/') || path.startsWith('~\\') ? join(home, path.slice(2)) : path;
}

const WINDOWS_AGENT = String.raw`\\.\pipe\openssh-ssh-agent`;

/** Asks at the door before anything is sent to the server. */
async function findAgent(socket: string | null): Promise<string> {
  const path = socket ?? (process.env['SSH_AUTH_SOCK'] || (process.platform === 'win32' ? WINDOWS_AGENT : undefined));
  if (path === undefined) throw new AppError('ssh.agent-unavailable', { detail: 'SSH_AUTH_SOCK is not set' });
  // ssh2 speaks to Pageant by this name, without a socket.
  if (path === 'pageant') return path;
  await new Promise<void>((resolve, reject) => {
    const door = connect(path);
    door.once('connect', () => {
      door.destroy();
      resolve();
    });
    door.once('error', (cause: Error) => reject(new AppError('ssh.agent-unavailable', { detail: `${path}: ${cause.message}`, cause })));
  });
  return path;
}
