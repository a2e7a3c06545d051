import type { Socket } from 'node:net';

/**
 * Lets a socket gather what is written to it in one tick and hand it to the system at the end of the tick, in one call; to be called after `connect`, which sets
 * `write` anew. ssh2 1.17 writes each packet in three pieces (length, body, tag), and without Nagle's delay each is a call and a TCP segment of its own: 55,000
 * for 242 MB. Measured on a restore of these: 137 ms in writes instead of 559 ms and the switches between processes, and 0.15 s less of the server's sshd.
 */
export function gatherWrites(socket: Socket): void {
  const write = socket.write.bind(socket) as (...words: readonly unknown[]) => boolean;
  let gathering = false;
  socket.write = (...words: readonly unknown[]) => {
    if (!gathering) {
      gathering = true;
      socket.cork();
      process.nextTick(() => {
        gathering = false;
        socket.uncork();
      });
    }
    return write(...words);
  };
}
