import type { Duplex } from 'node:stream';
import type { Client } from 'ssh2';
import { forwardProblem } from './connection-problems.ts';
import { enlargeReceiveWindow } from './receive-window.ts';

/** Between the usual and the largest: how far away a server behind a jump server is, nobody knows before the window must be set. */
const WINDOW_BYTES = 16 * 1024 * 1024;

/** A stream from a jump server to a port as seen from there. Throws the problems of `forwardProblem`. */
export function openWayOnward(jump: Client, address: string, port: number): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    const fail = (error: unknown) => reject(forwardProblem(error, 'jump', `${address}:${port}`));
    try {
      jump.forwardOut('127.0.0.1', 0, address, port, (error, channel) => {
        if (error !== undefined) {
          fail(error);
          return;
        }
        channel.on('error', () => {});
        // Without the pause a listener for data would set the stream flowing before the inner connection listens.
        channel.pause();
        const window = enlargeReceiveWindow(channel, WINDOW_BYTES);
        channel.on('data', (chunk: Buffer) => window?.consumed(chunk.length));
        resolve(channel);
      });
    } catch (error) {
      fail(error);
    }
  });
}
