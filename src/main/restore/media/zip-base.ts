import { keyOf } from '../../archive/copy-from-archive.ts';
import type { ListedFile } from '../../archive/file-list.ts';
import { isSafeName } from './zip-names.ts';

export interface SiteFolders {
  /** Absolute paths under which the site was known. */
  readonly roots: readonly string[];
  /** Below its root, none in another one. */
  readonly media: readonly string[];
}

/** A name in a zip that may stand for the folder of the site. */
export interface Candidate {
  readonly base: string;
  readonly basedOn: 'site' | 'release' | 'program';
}

/** More places that look like one site are none. */
const MOST_GUESSED = 100;
/** What lies at the top of a site of one kind and of no library. */
const PROGRAMS = ['artisan', 'manage.py'];
/** What shows that names at the top of a zip are those of a whole site. */
export const SITE_FILES = new Set([...PROGRAMS, 'composer.json', 'package.json', 'index.php', 'index.html', 'wp-config.php', '.env']);

/** All that could be it, from names alone. Pure. */
export function candidatesIn(list: readonly ListedFile[], { roots, media }: SiteFolders): readonly Candidate[] {
  const known = [...new Set(roots.map((root) => keyOfFolder(root.replace(/^\/+|\/+$/gu, ''))))];
  const releases = known.flatMap((root) => (root.endsWith('/current') ? [`${root.slice(0, -'current'.length)}releases/`] : []));
  const found = new Map<string, Candidate>(known.map((base) => [base, { base, basedOn: 'site' }]));
  const guessed = new Map<string, Candidate>();
  let hasSiteFile = false;
  let hasProgram = false;
  for (const { path, type } of list) {
    if (type === 'folder') continue;
    const key = keyOf(path);
    hasSiteFile ||= SITE_FILES.has(key);
    hasProgram ||= PROGRAMS.includes(key);
    const program = PROGRAMS.find((each) => key.endsWith(`/${each}`));
    const release = releases.find((each) => key.startsWith(each) && key.includes('/', each.length));
    const base = program === undefined ? null : key.slice(0, -program.length - 1);
    if (release !== undefined) guess(key.slice(0, key.indexOf('/', release.length)), 'release');
    else if (base !== null && !found.has(base)) guess(base, 'program');
  }
  // Where the whole site is kept every name lies in it: more has to speak for names that begin below its root.
  if (!media.includes('.') || hasSiteFile) found.set('', { base: '', basedOn: 'site' });
  const all = new Map([...found, ...(guessed.size > MOST_GUESSED ? [] : guessed)]);
  return [...all.values()].filter(
    ({ base, basedOn }) => isSafeName(base) && (basedOn !== 'program' || (!hasProgram && !liesBelowAnother(base, all))),
  );

  function guess(base: string, basedOn: Candidate['basedOn']): void {
    if (!guessed.has(base)) guessed.set(base, { base, basedOn });
  }
}

/** Libraries bring sites to try them with along. */
function liesBelowAnother(base: string, found: ReadonlyMap<string, Candidate>): boolean {
  for (let slash = base.lastIndexOf('/'); slash > 0; slash = base.lastIndexOf('/', slash - 1))
    if (found.has(base.slice(0, slash))) return true;
  return false;
}

/** For each candidate the media folders that have files under it. Pure. */
export function foldersUnder(
  list: readonly ListedFile[],
  { media }: SiteFolders,
  candidates: readonly Candidate[],
): readonly ReadonlySet<string>[] {
  const held = candidates.map(() => new Set<string>());
  const longer = candidates.filter(({ base }) => base !== '');
  for (const entry of list) {
    if (entry.type === 'folder') continue;
    const key = keyOf(entry.path);
    for (const [at, { base }] of candidates.entries()) {
      if (base === '' ? longer.some((other) => isIn(key, other.base)) : !isIn(key, base)) continue;
      const below = base === '' ? key : key.slice(base.length + 1);
      if (!isSafeName(below)) continue;
      const folder = media.find((each) => each === '.' || below.startsWith(`${keyOfFolder(each)}/`));
      if (folder !== undefined) held[at]?.add(folder);
    }
  }
  return held;
}

export function isIn(key: string, folder: string): boolean {
  return folder === '.' || key === folder || key.startsWith(`${folder}/`);
}

export function keyOfFolder(folder: string): string {
  return keyOf(Buffer.from(folder));
}
