import type { Client, ClientChannel } from 'ssh2';

/** After this a remote program that was asked to end is left to the watch on its standard input. */
const GIVE_UP_MS = 5_000;

/**
 * TERM to the process group, KILL to what is still there after 3 s. Ends when nothing of the group is left. A group number cannot be given
 * away again while one process of it lives, and this runs only while the program's own channel is open.
 */
function endGroupCommand(group: number): string {
  const body = [
    `kill -TERM -${group}`,
    'n=0',
    `while kill -0 -${group} && [ $n -lt 15 ]; do sleep 0.2 || sleep 1; n=$((n+1)); done`,
    `kill -KILL -${group}`,
    `while kill -0 -${group}; do sleep 0.2 || sleep 1; done`,
  ].join('; ');
  return `exec sh -c '${body}' 2>/dev/null`;
}

/**
 * Ends a program on the server and resolves when it is gone, or after 5 s at most. The end of its standard input alone would do (the prelude
 * watches it); a second channel confirms the end, and where the server allows no second channel, sshd is asked to pass on the signal.
 */
export async function endRemote(client: Client, channel: ClientChannel, group: number | null, closed: Promise<void>): Promise<void> {
  channel.end();
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, GIVE_UP_MS);
  });
  try {
    await Promise.race([Promise.all([group === null ? undefined : endGroup(client, channel, group), closed]), tooLong]);
  } finally {
    clearTimeout(timer);
    channel.close();
  }
}

function endGroup(client: Client, channel: ClientChannel, group: number): Promise<void> {
  return new Promise((resolve) => {
    const withoutSecondChannel = () => {
      channel.signal('TERM');
      resolve();
    };
    try {
      client.exec(endGroupCommand(group), (error, second) => {
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
