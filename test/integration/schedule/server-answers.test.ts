import { connect, createServer, type Server as NetServer } from 'node:net';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { sshAnswers } from '../../../src/main/servers/ssh/answers.ts';
import { sampleServer } from '../../unit/model-samples.ts';
import { startLab } from '../../lab/lab.ts';

const { signal } = new AbortController();

it('hears a real SSH server, not a network that only takes connections, and hears it again when the line is back', async () => {
  await using lab = await startLab({ site: { media: false } });
  const { port } = lab.sshd;
  const proxy = await proxyTo(port);
  const server = sampleServer({ address: '127.0.0.1', port: proxy.port });
  const answers = () => sshAnswers(server, () => null, signal, 1000);
  expect(await answers()).toBe(true);
  proxy.silence();
  expect(await answers()).toBe(false);
  await proxy.close();
  expect(await answers()).toBe(false);
  const back = await proxyTo(port, proxy.port);
  expect(await answers()).toBe(true);
  await back.close();
});

/** A line that can fall silent, go away, and come back at the same port. */
async function proxyTo(target: number, at = 0) {
  let silent = false;
  const server: NetServer = createServer((socket) => {
    socket.on('error', () => {});
    if (silent) return;
    const onward = connect(target, '127.0.0.1');
    onward.on('error', () => {});
    socket.pipe(onward).pipe(socket);
    socket.on('close', () => onward.destroy());
  });
  const open = new Set<{ destroy(): void }>();
  server.on('connection', (socket) => open.add(socket));
  server.listen(at, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    port: address.port,
    silence: () => void (silent = true),
    close: async () => {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
