import * as z from 'zod';
import { displayName } from '../../archive/display-name.ts';
import { keyOf } from '../../archive/copy-from-archive.ts';
import type { ListedFile } from '../../archive/file-list.ts';
import { sortedByPath } from '../../archive/sort-by-path.ts';
import { candidatesIn, foldersUnder, isIn, keyOfFolder, SITE_FILES, type SiteFolders } from './zip-base.ts';
import { isSafeName, leadsOut } from './zip-names.ts';

/** Where in a zip of the server the media of a site lie, and what of it stays out: found when a plan is made, and the same from then on. */
export const ZipLayout = z.object({
  /** The name in the zip that stands for the folder of the site, one character a byte; empty where names begin below it. Null: that is not clear. */
  base: z.string().nullable(),
  /** `site`: names begin with the site's own folder, or in it. `release`: with another release beside the current one. `program`: the site's own program lies there. */
  basedOn: z.enum(['site', 'release', 'program']),
  /** For people: all that `base` could be; the first names in the zip when there is none. */
  possible: z.array(z.string()),
  /** Media folders of the site that have files in the zip. */
  folders: z.array(z.string()),
  /** Those that have none. */
  lacking: z.array(z.string()),
  /** Of a folder of which the zip holds one part alone: that part, below the site's root. */
  parts: z.array(z.string()),
  /** The whole site is kept as media, and at the top of it the zip has none of the files that make a site. */
  lacksTop: z.boolean(),
  /** Files and links that lie in no media folder of the site. */
  others: z.int().nonnegative(),
  /** Names that lead elsewhere, of which none is brought back. Examples are for people. */
  leftOut: z.object({ count: z.int().nonnegative(), examples: z.array(z.string()) }),
  /** Links that lead, or may lead, out of their folder, below the site's root, one character a byte: none is brought back, and what the site has there stays. */
  leftLinks: z.array(z.string()),
  /** Some time in it is finer than a zip without a time zone can tell. */
  hasExactTimes: z.boolean(),
});
export type ZipLayout = z.infer<typeof ZipLayout>;

const MOST_EXAMPLES = 20;
const MOST_POSSIBLE = 10;
const MOST_LEFT_LINKS = 1_000;
const SECOND_NS = 1_000_000_000n;

/**
 * Finds the part of the names in a zip that stands for the site's folder: spatie/laravel-backup writes names from the root of the server on, or below a folder its
 * settings name. A base is taken only where files lie under it in folders in which the site is known to keep media, and only when it is the one: the site's own folder,
 * nothing, another release beside `current`, or where the site's own program lies. Pure.
 */
export function findLayout(list: readonly ListedFile[], site: SiteFolders): ZipLayout {
  const candidates = candidatesIn(list, site);
  const held = foldersUnder(list, site, candidates);
  const fitting = candidates.filter((_, at) => (held[at]?.size ?? 0) > 0);
  const [only] = fitting;
  const chosen = fitting.length === 1 && only !== undefined ? only : null;
  const layout: ZipLayout = {
    base: chosen?.base ?? null,
    basedOn: chosen?.basedOn ?? 'site',
    possible: (fitting.length === 0 ? topsOf(list) : fitting.map(({ base }) => base || '.'))
      .slice(0, MOST_POSSIBLE)
      .map((base) => displayName(Buffer.from(base, 'latin1'))),
    folders: [],
    lacking: [],
    parts: [],
    lacksTop: false,
    others: 0,
    leftOut: { count: 0, examples: [] },
    leftLinks: [],
    hasExactTimes: list.some(({ type, mtimeNs }) => type === 'file' && mtimeNs % (2n * SECOND_NS) !== 0n),
  };
  if (chosen === null) return layout;
  const own = held[candidates.indexOf(chosen)] ?? new Set();
  const folders = site.media.filter((folder) => own.has(folder));
  const place = placing(chosen.base, folders);
  const common = new Map<string, string>();
  const examples: string[] = [];
  const leftLinks: string[] = [];
  let hasTop = false;
  let leftOut = 0;
  let others = 0;
  for (const entry of list) {
    const at = place(entry);
    if (typeof at === 'object' && at.leadsOut && leftLinks.length < MOST_LEFT_LINKS) leftLinks.push(at.key);
    else if (at === 'left-out' || (typeof at === 'object' && at.leadsOut)) {
      leftOut += 1;
      if (examples.length < MOST_EXAMPLES) examples.push(displayName(entry.path));
    } else if (entry.type === 'folder') continue;
    else if (at === 'elsewhere') others += 1;
    else {
      const above = at.key.slice(0, Math.max(0, at.key.lastIndexOf('/')));
      common.set(at.unit, sharedFolder(common.get(at.unit) ?? above, above));
      hasTop ||= SITE_FILES.has(at.key);
    }
  }
  return {
    ...layout,
    folders,
    lacking: site.media.filter((folder) => !own.has(folder)),
    parts: [...common].flatMap(([unit, folder]) =>
      folder === (unit === '.' ? '' : unit) ? [] : [displayName(Buffer.from(folder, 'latin1'))],
    ),
    lacksTop: folders.includes('.') && !hasTop,
    others,
    leftOut: { count: leftOut, examples },
    leftLinks,
  };
}

/** The media in a zip as a list of ours has them: with names below the site's root, and with the folders that only stand in the names of others. Sorted by path. Pure. */
export function stateInZip(list: readonly ListedFile[], { base, folders }: Pick<ZipLayout, 'base' | 'folders'>): readonly ListedFile[] {
  if (base === null) return [];
  const place = placing(base, folders);
  const start = base === '' ? 0 : base.length + 1;
  const state: ListedFile[] = [];
  const implied = new Map<string, ListedFile>();
  for (const entry of list) {
    const at = place(entry);
    if (typeof at === 'string' || at.leadsOut) continue;
    // A zip tells times to the second, or in a fineness that no file system has.
    state.push({ ...entry, path: entry.path.subarray(start), mtimeNs: entry.mtimeNs - (entry.mtimeNs % SECOND_NS) });
    for (let slash = at.key.lastIndexOf('/'); slash > 0; slash = at.key.lastIndexOf('/', slash - 1)) {
      const above = at.key.slice(0, slash);
      if (implied.has(above) || !isIn(above, at.unit)) break;
      implied.set(above, folderNamed(above, entry.mtimeNs));
    }
  }
  for (const { path } of state) implied.delete(keyOf(path));
  return sortedByPath([...state, ...implied.values()]);
}

/** What a name below the site's root is called in the zip. Pure. */
export function nameInZip(base: string): (path: Buffer) => Buffer {
  const start = Buffer.from(base === '' ? '' : `${base}/`, 'latin1');
  return (path) => Buffer.concat([start, path]);
}

type Placed = { readonly key: string; readonly unit: string; readonly leadsOut: boolean } | 'left-out' | 'elsewhere';

function placing(base: string, folders: readonly string[]): (entry: ListedFile) => Placed {
  const start = base === '' ? '' : `${base}/`;
  const units = folders.map(keyOfFolder);
  return ({ path, type, target }) => {
    const key = keyOf(path);
    if (!isSafeName(key)) return 'left-out';
    if (!key.startsWith(start)) return 'elsewhere';
    const below = key.slice(start.length);
    const unit = units.find((each) => each === '.' || isIn(below, each));
    if (unit === undefined) return 'elsewhere';
    // The folder itself, as something else.
    if (below === unit && type !== 'folder') return 'left-out';
    return { key: below, unit, leadsOut: type === 'link' && leadsOut(unit === '.' ? below : below.slice(unit.length + 1), target) };
  };
}

function sharedFolder(one: string, other: string): string {
  let shared = one;
  while (shared !== '' && !isIn(other, shared)) shared = shared.slice(0, Math.max(0, shared.lastIndexOf('/')));
  return shared;
}

function topsOf(list: readonly ListedFile[]): readonly string[] {
  return [...new Set(list.map(({ path }) => keyOf(path).split('/', 1)[0] ?? ''))];
}

/** Its rights are those the site has there; see `withSiteRights`. */
function folderNamed(key: string, mtimeNs: bigint): ListedFile {
  const path = Buffer.from(key, 'latin1');
  return { path, type: 'folder', bytes: 0, mtimeNs, mode: 0o755, uid: 0, gid: 0, user: '', group: '', target: null, sha256: null, at: 0 };
}
