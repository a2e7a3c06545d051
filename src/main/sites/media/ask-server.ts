import { hashFiles, lookAtFiles, sampleMedia } from '../../remote/media-programs.ts';
import type { RemoteProgram, RemoteShell } from '../../servers/ssh/remote-shell.ts';
import { AppError } from '../../errors/app-error.ts';
import { pickSample, SAMPLE_BYTES, type SampledFile } from './advise-compression.ts';
import { keyOf, type ListedEntry } from './media-entry.ts';
import { nameList } from './name-list.ts';

const HASH_CHARACTERS = 64;

/** What a second look at the server says of an entry that is not in an archive. */
export type Fate = 'gone' | 'unreadable' | 'there';

/** SHA-256 of these files by the server's own tool, by key; of those it could read. */
export async function hashAtServer(
  shell: RemoteShell,
  root: string,
  paths: readonly Buffer[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  const hashes = new Map<string, string>();
  const answer = await ask(shell, hashFiles, [root], paths, signal);
  for (const token of answer.toString('latin1').split('\0')) {
    const hash = token.slice(0, HASH_CHARACTERS);
    if (/^[0-9a-f]{64}$/u.test(hash)) hashes.set(token.slice(HASH_CHARACTERS + 2), hash);
  }
  return hashes;
}

const FATES: Readonly<Record<string, Fate>> = { g: 'gone', u: 'unreadable', t: 'there' };

/** What has become of these entries, by key. */
export async function lookAtServer(
  shell: RemoteShell,
  root: string,
  paths: readonly Buffer[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, Fate>> {
  if (paths.length === 0) return new Map();
  const letters = (await ask(shell, lookAtFiles, [root], paths, signal)).toString('latin1');
  return new Map(
    paths.flatMap((path, index) => {
      const fate = FATES[letters[index] ?? ''];
      return fate === undefined ? [] : [[keyOf(path), fate] as const];
    }),
  );
}

/** Compresses the beginnings of a few of these files at the server. */
export async function sampleAtServer(
  shell: RemoteShell,
  root: string,
  entries: readonly ListedEntry[],
  signal: AbortSignal,
): Promise<readonly SampledFile[]> {
  const paths = pickSample(entries).map(({ path }) => path);
  if (paths.length === 0) return [];
  const answer = await ask(shell, sampleMedia, [root, String(SAMPLE_BYTES)], paths, signal);
  return answer
    .toString('latin1')
    .split('\n')
    .flatMap((line) => {
      const [, bytes, gzip, zstd] = /^(\d+) (\d+|-) (\d+|-)$/u.exec(line) ?? [];
      const size = (text: string | undefined) => (text === undefined || text === '-' ? null : Number(text));
      return bytes === undefined ? [] : [{ bytes: Number(bytes), gzip: size(gzip), zstd: size(zstd) }];
    });
}

/** The exit status says only that some files were not there any more, which the answer shows. */
async function ask(
  shell: RemoteShell,
  program: RemoteProgram,
  args: readonly string[],
  paths: readonly Buffer[],
  signal: AbortSignal,
): Promise<Buffer> {
  const input = nameList(paths);
  const { stdout, stderr, exitCode } = await shell.run({ program, args: [...args, String(input.length)], input, signal });
  if (stdout.length === 0 && exitCode !== 0 && exitCode !== 123)
    throw new AppError('ssh.command-failed', { detail: `${program.name}: ${stderr.slice(-1_000)}` });
  return stdout;
}
