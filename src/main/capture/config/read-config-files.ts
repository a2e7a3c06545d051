import type { ConfigSource } from '../../../shared/model/source.ts';
import { AppError } from '../../errors/app-error.ts';
import { readConfig } from '../../remote/config-programs.ts';
import type { RemoteShell } from '../../servers/ssh/remote-shell.ts';
import { parseConfigAnswer, type ConfigFile, type ConfigNote } from './config-answer.ts';

/** What says how a site is to be built and run again, besides its settings file. Only what exists is taken. */
const FILES = [
  'composer.json',
  'composer.lock',
  'package.json',
  'package-lock.json',
  'yarn.lock',
  'pnpm-lock.yaml',
  'requirements*.txt',
  'requirements/*.txt',
  'Pipfile',
  'Pipfile.lock',
  'pyproject.toml',
  'poetry.lock',
  'uv.lock',
  'runtime.txt',
  '.python-version',
] as const;

const MOST_FILE_BYTES = 5 * 1024 * 1024;
/** Everything is in memory once, for as long as it takes to seal it. */
const MOST_BYTES = 48 * 1024 * 1024;
/** A deployment takes seconds; a file that changes all the time is taken as it is, and named. */
const MOST_ATTEMPTS = 3;

/** The files with what could not be taken. Read again when one changed meanwhile. Throws `site.root-missing`, `ssh.*`. */
export async function readConfigFiles(
  shell: RemoteShell,
  root: string,
  { envFile, extraFiles }: Pick<ConfigSource, 'envFile' | 'extraFiles'>,
  signal: AbortSignal,
): Promise<{ readonly files: readonly ConfigFile[]; readonly notes: readonly ConfigNote[] }> {
  for (let attempt = 1; ; attempt += 1) {
    const result = await shell.run({
      program: readConfig,
      args: [root, String(MOST_FILE_BYTES), String(MOST_BYTES), envFile, ...FILES, ...extraFiles],
      signal,
    });
    const answer = result.exitCode === 0 ? parseConfigAnswer(result.stdout) : null;
    // Never the answer itself, which holds secrets.
    if (answer === null)
      throw new AppError('ssh.command-failed', { detail: `The settings did not come whole. ${result.stderr.slice(-500)}`.trim() });
    if (answer.root === 'missing') throw new AppError('site.root-missing', { detail: root });
    if (attempt === MOST_ATTEMPTS || !answer.notes.some(({ kind }) => kind === 'changed')) return answer;
  }
}
