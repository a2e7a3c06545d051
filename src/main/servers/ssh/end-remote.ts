import type { Client, ClientChannel } from 'ssh2';
import type { RemoteProcess } from './output-frame.ts';

/** After this a remote program that was asked to end is left to the watch on its standard input. */
const GIVE_UP_MS = 5_000;

/**
 * TERM to the process group; KILL to what is left of it as soon as the program's shell has ended, or after 3 s. A group number cannot be given
 * away again while one process of it lives, and this runs only while the program's own channel is open. What is asked is whether the shell
 * lives: sshd collects it at once, whereas other members may stay in the process table as dead entries for a while. The last loop is short
 * for that reason.
 */
function endGroupCommand({ pid, group }: RemoteProcess): string {
  const rest = 'sleep 0.1 || sleep 1; n=$((n+1))';
  const body = [
    `kill -TERM -${group}; n=0`,
    `while kill -0 ${pid} && [ $n -lt 30 ]; do ${rest}; done`,
    `kill -KILL -${group}; n=0`,
    `while kill -0 -${group} && [ $n -lt 3 ]; do ${rest}; done`,
  ].join('; ');
  return `exec sh -c '${body}' 2>/dev/null`;
}

/**
 * Ends a program on the server and resolves when it is gone, or after 5 s at most. The end of its standard input alone would do (the prelude
 * watches it); a second channel confirms the end, and where the server allows no second channel, sshd is asked to pass on the signal.
 */
export async function endRemote(
  client: Client,
  channel: ClientChannel,
  began: Promise<RemoteProcess | null>,
  closed: Promise<void>,
): Promise<void> {
  channel.end();
  const ended = Promise.race([began, closed]).then((remote) => (remote ? endGroup(client, channel, remote) : undefined));
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, GIVE_UP_MS);
  });
  try {
    await Promise.race([Promise.all([ended, closed]), tooLong]);
  } finally {
    clearTimeout(timer);
    channel.close();
  }
}

function endGroup(client: Client, channel: ClientChannel, remote: RemoteProcess): Promise<void> {
  return new Promise((resolve) => {
    const withoutSecondChannel = () => {
      channel.signal('TERM');
      resolve();
    };
    try {
      client.exec(endGroupCommand(remote), (error, second) => {
        if (error !== undefined) {
          withoutSecondChannel();
          return;
        }
        second.on('error', () => {});
        second.stderr.resume();
        second.resume().once('close', () => resolve());
      });
    } catch {
      // The connection is gone; the watch on the other side sees that too.
      resolve();
    }
  });
}
