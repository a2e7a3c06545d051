import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { needTool, run } from './tools.ts';

/** A user of the operating system. */
export interface Account {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/** The account under which root runs servers that must meet real permission problems. */
const LAB_ACCOUNT = 'holdfast-lab';

export function isRoot(): boolean {
  return process.getuid?.() === 0;
}

export function ownAccount(): Account {
  const { username, uid, gid } = userInfo();
  return { name: username, uid, gid };
}

/** Who sshd runs as and who signs in: oneself, or, when that is root, an unprivileged account made for it. */
export async function labAccount(): Promise<Account> {
  if (!isRoot()) return ownAccount();
  const existing = findAccount(LAB_ACCOUNT);
  if (existing) return existing;
  try {
    // The home folder of the account is never used (each lab brings one), but sshd complains when it does not exist.
    await run(await needTool('useradd'), ['--no-create-home', '--home-dir', '/', '--shell', '/bin/sh', '--password', '*', LAB_ACCOUNT]);
  } catch (error) {
    // Two labs starting at once both want to make it; one of them is late.
    if (!findAccount(LAB_ACCOUNT)) throw error;
  }
  return needAccount(LAB_ACCOUNT);
}

export interface PasswordAccount extends Account {
  readonly password: string;
}

/** An account with a password nobody else knows; the system stops accepting it by itself after a day. Root only. */
export async function createPasswordAccount(home: string): Promise<PasswordAccount> {
  const name = `hf-${randomBytes(6).toString('hex')}`;
  const password = `Lab ${randomBytes(9).toString('base64')} #1`;
  const tomorrow = new Date(Date.now() + 2 * 86_400_000).toISOString().slice(0, 10);
  await run(await needTool('useradd'), ['--no-create-home', '--home-dir', home, '--shell', '/bin/sh', '--expiredate', tomorrow, name]);
  await run(await needTool('chpasswd'), [], { input: `${name}:${password}\n` });
  return { ...needAccount(name), password };
}

export async function removeAccount(name: string): Promise<void> {
  if (findAccount(name)) await run(await needTool('userdel'), ['--force', name]);
}

export function needAccount(name: string): Account {
  const account = findAccount(name);
  if (!account) throw new Error(`The account ${name} is missing on this computer.`);
  return account;
}

function findAccount(name: string): Account | undefined {
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((entry) => entry.startsWith(`${name}:`));
  const [, , uid, gid] = line?.split(':') ?? [];
  return uid === undefined || gid === undefined ? undefined : { name, uid: Number(uid), gid: Number(gid) };
}
