import { readFile } from 'node:fs/promises';
import { needTool, run } from './tools.ts';

export type KeyType = 'ed25519' | 'rsa' | 'ecdsa';

export interface KeyPair {
  readonly privateFile: string;
  /** `ssh-ed25519 AAAA...`, without a comment. */
  readonly publicLine: string;
  /** `SHA256:...`, as ssh-keygen prints it. */
  readonly fingerprint: string;
}

export async function makeKeyPair(file: string, type: KeyType = 'ed25519', passphrase = ''): Promise<KeyPair> {
  const keygen = await needTool('ssh-keygen');
  const bits = type === 'rsa' ? ['-b', '2048'] : [];
  await run(keygen, ['-q', '-t', type, ...bits, '-N', passphrase, '-C', 'holdfast-lab', '-f', file]);
  const [kind, key] = (await readFile(`${file}.pub`, 'utf8')).split(' ');
  const [, fingerprint] = (await run(keygen, ['-l', '-E', 'sha256', '-f', `${file}.pub`])).split(' ');
  if (!kind || !key || !fingerprint) throw new Error(`${file}.pub is not a public key.`);
  return { privateFile: file, publicLine: `${kind} ${key}`, fingerprint };
}
