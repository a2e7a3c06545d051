import * as z from 'zod';
import { ServerId } from './ids.ts';
import { Instant } from './instant.ts';

/** How to sign in. Secrets (passphrase, password) never appear here: they lie in the secret store under the server's id. */
export const Authentication = z.discriminatedUnion('method', [
  z.object({ method: z.literal('key-file'), path: z.string().min(1), hasPassphrase: z.boolean() }),
  /** `socket`: path of the agent's socket; null means SSH_AUTH_SOCK (on Windows the OpenSSH agent's pipe, or Pageant). */
  z.object({ method: z.literal('agent'), socket: z.string().min(1).nullable() }),
  z.object({ method: z.literal('password') }),
  /** Prompts of the server are answered with the stored password. */
  z.object({ method: z.literal('keyboard-interactive') }),
]);
export type Authentication = z.infer<typeof Authentication>;

/** What a server identified itself with. */
export const HostKey = z.object({
  /** `ssh-ed25519`, `ecdsa-sha2-nistp256`, `ssh-rsa`... */
  type: z.string(),
  /** `SHA256:` and 43 characters of unpadded base64, as `ssh-keygen -lf` prints it. */
  fingerprint: z.string().regex(/^SHA256:[A-Za-z0-9+/]{43}$/),
  /** The public key itself, base64 of the wire form. */
  key: z.string(),
});
export type HostKey = z.infer<typeof HostKey>;

/** A host key a person decided to trust. */
export const PinnedHostKey = HostKey.extend({ pinnedAt: Instant });
export type PinnedHostKey = z.infer<typeof PinnedHostKey>;

export const Port = z.int().min(1).max(65535);

/** A machine reached over SSH, with its pinned host key. */
export const Server = z.object({
  id: ServerId,
  /** The operator's name for it, unique. */
  name: z.string(),
  /** Host name or IP address. */
  address: z.string(),
  port: Port,
  user: z.string(),
  authentication: Authentication,
  /** Another registered server through which this one is reached. */
  jumpServerId: ServerId.nullable(),
  /** Null until a person has accepted the key; nothing connects before that. */
  hostKey: PinnedHostKey.nullable(),
  createdAt: Instant,
});
export type Server = z.infer<typeof Server>;

const name = z.string().trim().min(1).max(100);
const secret = z.string().min(1).max(4096);

/** What the operator types in. `secret`: the passphrase or password; absent keeps the stored one, null removes it. */
export const ServerDraft = z.strictObject({
  name,
  address: z.string().trim().min(1).max(255),
  port: Port,
  user: z.string().trim().min(1).max(255),
  authentication: Authentication,
  jumpServerId: ServerId.nullable(),
  secret: secret.nullable().optional(),
});
export type ServerDraft = z.infer<typeof ServerDraft>;

/** The key a server answered with, before anybody signed in. */
export const HostKeyAnswer = z.object({
  hostKey: HostKey,
  /** Milliseconds from the first packet to the key. */
  answeredInMs: z.int().nonnegative(),
  /** What `known_hosts` of this computer says of this key for this address. */
  knownHosts: z.enum(['same-key', 'other-key', 'revoked', 'unknown']),
  /** The command that prints the same fingerprint on the server's own console. */
  consoleCommand: z.string(),
});
export type HostKeyAnswer = z.infer<typeof HostKeyAnswer>;

/** A host of `~/.ssh/config`, ready to become a server. */
export const ImportCandidate = z.object({
  alias: z.string(),
  address: z.string(),
  port: Port,
  user: z.string().nullable(),
  identityFile: z.string().nullable(),
  /** Alias of the jump host, when ProxyJump names one. */
  jumpAlias: z.string().nullable(),
  /** What of this entry Holdfast does not take over (ProxyCommand, Match exec...), in the operator's words. */
  notes: z.array(z.string()),
});
export type ImportCandidate = z.infer<typeof ImportCandidate>;
