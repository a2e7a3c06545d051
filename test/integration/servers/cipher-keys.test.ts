import { KeyObject } from 'node:crypto';
import { expect, test } from 'vitest';
import { createRemoteShell } from '../../../src/main/servers/ssh/shell.ts';
import { startSshd } from '../../lab/sshd.ts';
import { clientOf, never } from './lab-servers.ts';

interface Inside {
  readonly _protocol: {
    readonly _cipher: { readonly _encKey: unknown };
    readonly _decipher: { readonly _decipherKey: unknown };
    rekey(): void;
  };
}

test('a connection keeps its keys as key objects, also the ones it agrees on later, and carries the same bytes', async () => {
  await using sshd = await startSshd();
  const client = await clientOf(sshd);
  const { _protocol: protocol } = client as unknown as Inside;
  const shell = createRemoteShell(client);
  const count = { name: 'count', text: 'head -c 3000000 /dev/zero | tr "\\000" "a"' };
  const keys = new Set<unknown>();
  for (let round = 1; round <= 2; round += 1) {
    // Another name of the field would mean that this ssh2 has another inside, and each packet would cost four times as much.
    expect(protocol._decipher._decipherKey).toBeInstanceOf(KeyObject);
    expect(protocol._cipher._encKey).toBeInstanceOf(KeyObject);
    keys.add(protocol._decipher._decipherKey);
    const { stdout } = await shell.run({ program: count, args: [], signal: never });
    expect(stdout.equals(Buffer.alloc(3_000_000, 'a'))).toBe(true);
    const agreed = new Promise((resolve) => client.once('handshake', resolve));
    protocol.rekey();
    await agreed;
  }
  expect(keys.size).toBe(2);
  client.end();
});
