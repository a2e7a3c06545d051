import { createSecretKey, type KeyObject } from 'node:crypto';
import type { Client } from 'ssh2';

/**
 * ssh2 1.17 makes a cipher for every packet from the bytes of its key, which node turns into a key object each time: 2.4 s a GB instead of 0.6 s (30,000 packets
 * of 32 KiB, AES-128-GCM, Node 24.21). Given the key object itself, node takes it as it is. ssh2 keeps these to itself; this file is the only one that
 * knows, and its test fails when they change. Where they are not as expected, everything stays as it was.
 */
interface CipherInside {
  _encKey?: Buffer | KeyObject;
  _decipherKey?: Buffer | KeyObject;
}

interface ClientInside {
  readonly _protocol?: { readonly _cipher?: CipherInside; readonly _decipher?: CipherInside };
}

/** Lets the ciphers of a connection keep their keys as key objects; to be called after every exchange of keys. */
export function keepKeyObjects(client: Client): void {
  const { _protocol: protocol } = client as unknown as ClientInside;
  if (protocol?._cipher?._encKey instanceof Buffer) protocol._cipher._encKey = createSecretKey(protocol._cipher._encKey);
  if (protocol?._decipher?._decipherKey instanceof Buffer)
    protocol._decipher._decipherKey = createSecretKey(protocol._decipher._decipherKey);
}
