import { archiveMedia } from '../../remote/media-programs.ts';
import type { RemoteShell } from '../../servers/ssh/remote-shell.ts';
import { nameList } from '../../sites/media/name-list.ts';

/**
 * Streams a tar of files of the server, named from its root. Returns sentences about what did not come whole; what has come stays of use.
 * Throws `ssh.*`, what `take` throws, and the reason of `signal`.
 */
export async function streamEvidence(
  shell: RemoteShell,
  paths: readonly Buffer[],
  compression: 'gzip' | 'zstd',
  take: (chunk: Buffer) => Promise<void>,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const list = nameList(paths);
  const ours = new AbortController();
  const { stdout, ended } = await shell.stream({
    program: archiveMedia,
    args: ['/', compression, compression === 'gzip' ? '1' : '3', 'keep', String(list.length)],
    input: list,
    signal: AbortSignal.any([signal, ours.signal]),
  });
  ended.catch(() => {});
  try {
    for await (const chunk of stdout as AsyncIterable<Buffer>) await take(chunk);
  } catch (error) {
    ours.abort(error);
    await ended.catch(() => {});
    throw error;
  }
  const { reports, stderr } = await ended;
  const said = reports.filter((report) => report.startsWith('said ')).map((report) => report.slice('said '.length));
  if (reports.includes('stage tar 0') && reports.includes('stage compress 0')) return [];
  // Files that went away meanwhile, or that may not be read: the server names them.
  return [`The server could not archive all of it. ${[...said.slice(-5), stderr.slice(-300)].join(' ')}`.trim()];
}
