import { createHash } from 'node:crypto';
import type { HostKey } from '../../../shared/model/server.ts';

/** Reads a public key in wire form (RFC 4253, section 6.6), as a server sends it: a length, then the name of its type. */
export function hostKeyOf(wire: Buffer): HostKey {
  const length = wire.readUInt32BE(0);
  return {
    type: wire.toString('latin1', 4, 4 + length),
    fingerprint: fingerprintOf(wire),
    key: wire.toString('base64'),
  };
}

/** As `ssh-keygen -lf` prints it: base64 of the SHA-256 without padding. */
export function fingerprintOf(wire: Buffer): string {
  return `SHA256:${createHash('sha256').update(wire).digest('base64').replace(/=+$/, '')}`;
}

/** The command that prints the same fingerprint on the server's own console, with OpenSSH's usual file names. */
export function consoleCommandFor(keyType: string): string {
  return `ssh-keygen -lf /etc/ssh/ssh_host_${keyFileName(keyType)}_key.pub`;
}

/** `ED25519`, `RSA`, `ECDSA`: as people know the type. */
export function keyTypeName(keyType: string): string {
  return keyFileName(keyType).toUpperCase();
}

function keyFileName(keyType: string): string {
  if (keyType.startsWith('ecdsa-')) return 'ecdsa';
  if (keyType === 'ssh-ed25519') return 'ed25519';
  if (keyType === 'ssh-dss') return 'dsa';
  return 'rsa';
}
