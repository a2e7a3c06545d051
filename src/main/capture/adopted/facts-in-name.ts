import type { AdoptableFile } from '../../../shared/model/source.ts';
import { withoutTimes } from './time-in-name.ts';

/** What the server called its backup; only as good as whoever chose the name. */
export interface NameFacts {
  /** Null where the name tells none. */
  readonly database: string | null;
  readonly kind: 'full' | 'structure' | 'data' | 'incremental' | null;
  /** By its ending alone; what it really is decides the content. */
  readonly what: AdoptableFile['what'];
  /** The name for a checkpoint someone gave it: `pre-update`. */
  readonly label: string | null;
}

const ENDINGS = /\.(?:sql|tar|tgz|tbz2?|tzst|dump|gz|bz2|zst|zip|xz)$/iu;
const KINDS = new Map<string, NonNullable<NameFacts['kind']>>([
  ['full', 'full'],
  ['structure', 'structure'],
  ['schema', 'structure'],
  ['data', 'data'],
  ['incremental', 'incremental'],
  ['incr', 'incremental'],
  ['inc', 'incremental'],
]);
/** What says how it was made, not of what. */
const NOISE = new Set(
  'backup backups db database dump mysql mysqldump mariadb sql daily weekly monthly hourly yearly auto automatic manual scheduled cron media files file uploads storage site app application checkpoint snapshot export latest'.split(
    ' ',
  ),
);
const LABELS = /(?:^|[-_.])((?:pre|before|after|post|emergency|quick|detailed)[-_](?:[a-z]+[-_])*[a-z]+)/iu;

/**
 * Reads a file's name, and the folder it lies in for its kind (`incremental/`, `full/`): `backup_carwise_full_2025-09-29_03-00-15.gz`, `mysql-shop.sql`,
 * `backup_20251227_020000.tar.gz`, `pre-update-20251227-103000.sql.gz`. Pure.
 */
export function factsInFileName(path: string): NameFacts {
  const parts = path.split('/');
  const name = parts.at(-1) ?? '';
  const stem = withoutTimes(stemOf(name));
  const what = whatOf(name);
  const [, rawLabel] = LABELS.exec(stem) ?? [];
  const label = rawLabel === undefined ? null : rawLabel.replace(/[-_.]backup$/iu, '');
  const rest = rawLabel === undefined ? stem : stem.replace(rawLabel, ' ');
  const byTool = /^(?:mysql|mariadb)-(?<database>.+)$/iu.exec(rest.trim())?.groups?.['database'] ?? null;
  const words = rest.split(/[\s_.]+|(?<=^|[\s_.])-+|-+(?=$|[\s_.])/u).filter((word) => word !== '');
  let kind: NameFacts['kind'] = null;
  const left: string[] = [];
  for (const word of words.flatMap(splitNoise)) {
    const found = KINDS.get(word.toLowerCase());
    if (found !== undefined) kind ??= found;
    else if (!NOISE.has(word.toLowerCase())) left.push(word);
  }
  const folderKind = KINDS.get((parts.at(-2) ?? '').toLowerCase()) ?? null;
  const database = byTool ?? (what === 'dump' && left.length > 0 ? left.join('_') : null);
  return { database, kind: kind ?? folderKind, what, label };
}

/** The name without its endings: `.tar.gz`, `.sql.zst`. */
export function stemOf(name: string): string {
  let stem = name;
  while (ENDINGS.test(stem)) stem = stem.replace(ENDINGS, '');
  return stem;
}

/** `daily-shop` is noise and a name; `my-shop` is a name. */
function splitNoise(word: string): readonly string[] {
  const parts = word.split('-').filter((part) => part !== '');
  return parts.some((part) => NOISE.has(part.toLowerCase()) || KINDS.has(part.toLowerCase())) ? parts : [word];
}

function whatOf(name: string): AdoptableFile['what'] {
  if (/\.(?:tar(?:\.(?:gz|bz2|zst))?|tgz|tbz2?|tzst)$/iu.test(name)) return 'archive';
  if (/\.zip$/iu.test(name)) return 'zip';
  return /\.(?:sql|dump)(?:\.(?:gz|bz2|zst))?$|\.(?:gz|bz2|zst)$/iu.test(name) ? 'dump' : 'unknown';
}
