import { AppError } from '../errors/app-error.ts';
import { recipientOf } from './age.ts';

/** A secret key with what is known of it. */
export interface KeptIdentity {
  /** `AGE-SECRET-KEY-1...`: never in a log, a problem or an answer to the screen. */
  readonly identity: string;
  /** `age1...` */
  readonly recipient: string;
  /** UTC; null where the text does not say. */
  readonly createdAt: string | null;
}

/** 58 characters of bech32 after the prefix: 32 bytes and a checksum. */
const IDENTITY = /AGE-SECRET-KEY-1[AC-HJ-NP-Z02-9]{58}/g;
const CREATED = /^# created: (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z)$/m;

/**
 * Keys as `age-keygen` writes them, one after the other: `age -i` takes such a file as it is. The first is the one that seals; the others only open what
 * they sealed before.
 */
export function identityFile(keys: readonly KeptIdentity[]): string {
  return keys
    .map(({ identity, recipient, createdAt }) =>
      [...(createdAt === null ? [] : [`# created: ${createdAt}`]), `# public key: ${recipient}`, identity, ''].join('\n'),
    )
    .join('');
}

/** The keys in such a file, in order. Throws `sealing.key-invalid`. */
export async function readIdentityFile(text: string): Promise<readonly KeptIdentity[]> {
  const keys: KeptIdentity[] = [];
  let from = 0;
  for (const match of text.matchAll(IDENTITY)) {
    const [identity] = match;
    const createdAt = CREATED.exec(text.slice(from, match.index))?.[1] ?? null;
    keys.push({ identity, recipient: await recipientOf(identity), createdAt });
    from = match.index + identity.length;
  }
  return keys;
}

/**
 * The one key in what a person types or pastes: the line alone, the whole file, the text of a recovery kit, or the groups of the kit with blanks and line ends
 * between them, in either case. The checksum in the key finds every mistyped character. Throws `sealing.key-invalid`.
 */
export async function readTypedIdentity(text: string): Promise<KeptIdentity> {
  const upper = text.toUpperCase();
  const whole = new Set(upper.match(IDENTITY) ?? []);
  const [only = inGroups(upper), another] = whole;
  if (only === null || another !== undefined)
    throw new AppError('sealing.key-invalid', { detail: whole.size > 1 ? 'It names several keys.' : '' });
  return { identity: only, recipient: await recipientOf(only), createdAt: CREATED.exec(text)?.[1] ?? null };
}

function inGroups(upper: string): string | null {
  return upper.replaceAll(/\s+/g, '').match(IDENTITY)?.[0] ?? null;
}
