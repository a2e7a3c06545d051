import type { HostKey } from '../../../shared/model/server.ts';

/** Characters of a SHA-256 in unpadded base64. */
export const DIGEST_LENGTH = 43;

export type Comparison =
  | { readonly result: 'nothing' }
  | { readonly result: 'same' }
  /** Everything that was pasted is the same, but it is not the whole. */
  | { readonly result: 'incomplete'; readonly characters: number }
  /** `at`: the first character that differs, counted from 1. */
  | { readonly result: 'different'; readonly at: number; readonly words: string }
  | { readonly result: 'not-comparable'; readonly words: string };

/** Compares what a host's panel or console shows with the key the server answered with. Takes a bare digest or a whole line of ssh-keygen. */
export function compareFingerprint(pasted: string, key: HostKey): Comparison {
  const typed = pasted.trim();
  if (typed === '') return { result: 'nothing' };
  if (/(?:^|\s)(?:MD5:)?(?:[0-9a-f]{2}:){15}[0-9a-f]{2}(?:\s|$)/i.test(typed)) {
    return { result: 'not-comparable', words: 'This is an MD5 fingerprint. Ask for the SHA256 one; the command beside prints it.' };
  }
  const digest = digestIn(typed);
  if (digest === null) return { result: 'not-comparable', words: 'This is not a SHA256 fingerprint: it has 43 letters, digits, + or /.' };
  const wanted = key.fingerprint.slice('SHA256:'.length);
  if (digest === wanted) return { result: 'same' };
  if (wanted.startsWith(digest)) return { result: 'incomplete', characters: digest.length };
  const at = digest.split('').findIndex((character, index) => character !== wanted[index]) + 1;
  const type = typeIn(typed);
  const mine = keyTypeName(key.type);
  const words =
    type === null || type === mine ? '' : ` The pasted line is of the ${type} key of that server, the server answered with ${mine}.`;
  return { result: 'different', at, words };
}

function digestIn(typed: string): string | null {
  const marked = /SHA256:([A-Za-z0-9+/]*)/.exec(typed)?.[1];
  // Bare: groups as they are shown here may be pasted with their spaces.
  const digest = marked ?? typed.replace(/[\s=]/g, '');
  return digest !== '' && digest.length <= DIGEST_LENGTH && /^[A-Za-z0-9+/]+$/.test(digest) ? digest : null;
}

/** The type at the end of a line of ssh-keygen: `256 SHA256:... root@shop (ED25519)`. */
function typeIn(typed: string): string | null {
  return /\(([A-Z0-9-]+)\)\s*$/.exec(typed)?.[1] ?? null;
}

/** `ED25519`, `RSA`, `ECDSA`: as people and ssh-keygen know the type. */
export function keyTypeName(type: string): string {
  if (type.startsWith('ecdsa-')) return 'ECDSA';
  if (type === 'ssh-dss') return 'DSA';
  if (type === 'ssh-rsa' || type.startsWith('rsa-')) return 'RSA';
  return type
    .replace(/^(?:sk-)?ssh-/, '')
    .replace(/@.*$/, '')
    .toUpperCase();
}
