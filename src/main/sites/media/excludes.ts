/**
 * Exclude patterns as in `.gitignore` without `!`, decided here for every server alike. A pattern without a slash (but at its end) is looked for at every
 * depth, any other is meant from the source's folder on; a slash at the end means folders only; `*` and `?` do not cross a slash, `**` does. What lies in
 * an excluded folder is excluded with it. Names are bytes, so a `?` stands for one byte, and patterns are compared as UTF-8.
 */
export interface Excludes {
  /** `path`: below the source's folder, as latin1 text of its bytes; `isFolder`: of the entry itself. */
  matches(path: string, isFolder: boolean): boolean;
}

interface Rule {
  readonly regex: RegExp;
  readonly foldersOnly: boolean;
}

/** The patterns as one rule. */
export function createExcludes(patterns: readonly string[]): Excludes {
  const rules = patterns.flatMap((pattern) => {
    const rule = ruleOf(pattern);
    return rule === null ? [] : [rule];
  });
  const known = new Map<string, boolean>();
  const isHit = (path: string, isFolder: boolean) => rules.some(({ regex, foldersOnly }) => (isFolder || !foldersOnly) && regex.test(path));
  /** Folders repeat for all that is in them. */
  const isExcludedFolder = (folder: string): boolean => {
    const before = known.get(folder);
    if (before !== undefined) return before;
    const slash = folder.lastIndexOf('/');
    const excluded = (slash > 0 && isExcludedFolder(folder.slice(0, slash))) || isHit(folder, true);
    known.set(folder, excluded);
    return excluded;
  };
  return {
    matches(path, isFolder) {
      if (rules.length === 0 || path === '') return false;
      if (isFolder) return isExcludedFolder(path);
      const slash = path.lastIndexOf('/');
      return (slash > 0 && isExcludedFolder(path.slice(0, slash))) || isHit(path, false);
    },
  };
}

function ruleOf(pattern: string): Rule | null {
  // As git has it: blanks at the end do not count unless escaped, and a # begins a comment.
  const text = Buffer.from(pattern.replace(/(?<!\\) +$/u, ''), 'utf8').toString('latin1');
  if (text === '' || text.startsWith('#')) return null;
  const foldersOnly = text.endsWith('/');
  const body = foldersOnly ? text.slice(0, -1) : text;
  if (body === '') return null;
  const anchored = body.includes('/');
  const glob = globToRegex(body.replace(/^\//u, ''));
  return { regex: new RegExp(`^${anchored ? '' : '(?:.*/)?'}${glob}$`, 's'), foldersOnly };
}

function globToRegex(glob: string): string {
  let regex = '';
  for (let at = 0; at < glob.length;) {
    const rest = glob.slice(at);
    const atStart = at === 0 || glob[at - 1] === '/';
    if (atStart && rest.startsWith('**/')) {
      regex += '(?:.*/)?';
      at += 3;
    } else if (atStart && rest === '**') {
      regex += '.+';
      at += 2;
    } else if (rest.startsWith('*')) {
      regex += '[^/]*';
      at += /^\*+/.exec(rest)?.[0].length ?? 1;
    } else if (rest.startsWith('?')) {
      regex += '[^/]';
      at += 1;
    } else if (rest.startsWith('[')) {
      const { text, length } = bracket(rest);
      regex += text;
      at += length;
    } else {
      const escaped = rest.startsWith('\\') && rest.length > 1;
      regex += literal(escaped ? (rest[1] ?? '') : (rest[0] ?? ''));
      at += escaped ? 2 : 1;
    }
  }
  return regex;
}

/** `[a-z]`, `[!a]`; one that is not closed is a plain character. */
function bracket(rest: string): { readonly text: string; readonly length: number } {
  const match = /^\[([!^]?)(\]?(?:\\.|[^\]\\])*)\]/s.exec(rest);
  if (match === null || match[2] === '') return { text: '\\[', length: 1 };
  const [whole, not = '', members = ''] = match;
  const set = members.replaceAll(/\\(.)|([\]\\^[])/gs, (_, escaped: string | undefined, plain: string | undefined) =>
    literal(escaped ?? plain ?? ''),
  );
  const text = `(?!/)[${not === '' ? '' : '^'}${set}]`;
  return isRegex(text) ? { text, length: whole.length } : { text: '\\[', length: 1 };
}

function isRegex(text: string): boolean {
  try {
    return new RegExp(text, 's').source !== '';
  } catch {
    return false;
  }
}

function literal(character: string): string {
  return character.replace(/[\\^$.*+?()[\]{}|/-]/u, String.raw`\$&`);
}

/**
 * The words by which find(1) need not even enter folders that are excluded in any case: of patterns without any special character, which mean the same in
 * both worlds. What is left is decided above, so a server without these words lists the same.
 */
export function pruneWords(folder: string, patterns: readonly string[]): readonly string[] {
  const start = `./${folder}/.`;
  if (/[*?[\]\\]/u.test(start)) return [];
  const alternatives = patterns
    .map((pattern) => pattern.replace(/ +$/u, ''))
    .filter((pattern) => /^[^#*?[\]\\!]+$/u.test(pattern) && !pattern.includes('//'))
    .map((pattern) => pattern.replace(/\/$/u, ''))
    .filter((body) => body.replace(/^\//u, '') !== '')
    .map((body) => (body.includes('/') ? ['-path', `${start}/${body.replace(/^\//u, '')}`] : ['-path', `${start}/*`, '-name', body]));
  if (alternatives.length === 0) return [];
  const either = alternatives.flatMap((words, index) => (index === 0 ? ['(', ...words, ')'] : ['-o', '(', ...words, ')']));
  return ['-type', 'd', '(', ...either, ')', '-prune', '-o'];
}
