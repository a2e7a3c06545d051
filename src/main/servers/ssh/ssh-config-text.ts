import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join } from 'node:path';

/** OpenSSH's own limit is 16; files nested deeper than this are a circle. */
const MAX_DEPTH = 8;
const MAX_FILE_BYTES = 1024 * 1024;

export interface SshConfigText {
  readonly text: string;
  /** What could not be read, in the operator's words. */
  readonly notes: readonly string[];
}

/** `~/.ssh/config` with its Include files in place. A file that is not there is empty. */
export async function readSshConfig(home: string): Promise<SshConfigText> {
  const notes: string[] = [];
  const folder = join(home, '.ssh');
  const text = await readWithIncludes(join(folder, 'config'), folder, home, 0, notes);
  return { text, notes };
}

async function readWithIncludes(file: string, folder: string, home: string, depth: number, notes: string[]): Promise<string> {
  let text: string;
  try {
    text = (await readFile(file, 'utf8')).slice(0, MAX_FILE_BYTES);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') notes.push(`${file} could not be read.`);
    return '';
  }
  const lines: string[] = [];
  let header = '';
  for (const line of text.split(/\r?\n/)) {
    if (/^\s*(?:host|match)\b/i.test(line)) header = line;
    const patterns = /^\s*include(?:\s+|\s*=\s*)(.+)$/i.exec(line)?.[1];
    if (patterns === undefined) {
      lines.push(line);
      continue;
    }
    if (depth === MAX_DEPTH) {
      notes.push(`Include files in ${file} are nested too deeply; the rest was left out.`);
      continue;
    }
    for (const included of await filesOf(patterns, folder, home)) {
      lines.push(await readWithIncludes(included, folder, home, depth + 1, notes));
    }
    // Host lines of an included file must not swallow what follows in this one.
    if (header !== '') lines.push(header);
  }
  return lines.join('\n');
}

/** Include takes several patterns, quoted or not; wildcards are looked up in the last part of a path, as people use them. */
async function filesOf(patterns: string, folder: string, home: string): Promise<readonly string[]> {
  const words = patterns.match(/"[^"]*"|\S+/g) ?? [];
  const lists = await Promise.all(words.map((word) => filesOfPattern(word.replaceAll('"', ''), folder, home)));
  return lists.flat();
}

async function filesOfPattern(pattern: string, folder: string, home: string): Promise<readonly string[]> {
  const expanded = pattern.startsWith('~/') ? join(home, pattern.slice(2)) : pattern;
  const path = isAbsolute(expanded) ? expanded : join(folder, expanded);
  if (!/[*?]/.test(basename(path))) return [path];
  const source = basename(path)
    .replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`)
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  const names = await readdir(dirname(path)).catch(() => []);
  return names
    .filter((name) => !name.startsWith('.') && new RegExp(`^${source}$`).test(name))
    .toSorted()
    .map((name) => join(dirname(path), name));
}
