import type { Sign } from '../../../shared/model/proposal.ts';
import { displayName } from '../../archive/display-name.ts';
import { isExecutable, meaningOfMode } from '../../archive/executable.ts';
import type { ChangedFile } from './find-changes.ts';
import { isRestless, isUpload } from './site-folders.ts';

/** What is older tells nothing about an incident of today. */
export const SIGN_DAYS = 30;
const DAY_MS = 86_400_000;
/** Clocks of servers are not always right. */
const AHEAD_MS = DAY_MS;
/** Files that changed within this of one another changed together. */
const TOGETHER_MS = 10 * 60_000;
/** More at once is a deployment, or an update of packages. */
const MOST_BY_HAND = 20;
const MOST_NAMES = 5;
/** What a web server or an interpreter reads; pages, pictures and lists tell nothing. */
const CODE =
  /\.(?:php\d?|phtml|py|js|mjs|ts|inc|sh|pl|rb|twig|tpl)$|(?:^|\/)(?:\.htaccess|\.user\.ini|artisan|manage\.py|crontab|composer\.json)$/i;

/** Signs in the files of a site. `now`: milliseconds. Pure. */
export function fileSigns(
  executables: readonly ChangedFile[],
  changed: readonly ChangedFile[],
  uploads: readonly string[],
  now: number,
): readonly Sign[] {
  const asEntries = executables.map((file) => ({ ...file, type: 'file' as const }));
  const modeMeans = meaningOfMode(asEntries);
  const planted = asEntries
    .filter((file) => isExecutable(file, { modeMeans }))
    .flatMap((file) => {
      const at = arrivalOf(file, now);
      return at === null
        ? []
        : [sign(at, 'new-executable', `${displayName(file.path)} can be run and lies among the uploads.${disguise(file, at)}`)];
    });
  const code = changed.filter(({ path }) => {
    const name = path.toString('latin1');
    return CODE.test(name) && !isUpload(name, uploads) && !isRestless(name);
  });
  return [...planted, ...clusters(code, now).flatMap(codeSign)];
}

/** Lists of keys that may sign in. Pure. */
export function keySigns(files: readonly ChangedFile[], now: number): readonly Sign[] {
  return files.flatMap((file) => {
    const at = arrivalOf(file, now);
    return at === null ? [] : [sign(at, 'keys-changed', `The list of keys that may sign in changed: ${displayName(file.path)}.`)];
  });
}

/** When a file came: by its own date where that is recent, else by its inode, which nobody sets back. Null: long ago. Pure. */
export function arrivalOf({ changedAt, modifiedAt }: Pick<ChangedFile, 'changedAt' | 'modifiedAt'>, now: number): number | null {
  const isRecent = (at: number) => at >= now - SIGN_DAYS * DAY_MS && at <= now + AHEAD_MS;
  if (isRecent(modifiedAt)) return Math.min(modifiedAt, now);
  return isRecent(changedAt) ? Math.min(changedAt, now) : null;
}

function disguise({ modifiedAt }: ChangedFile, at: number): string {
  return at - modifiedAt > DAY_MS ? ` It says of itself that it is from ${new Date(modifiedAt).toISOString().slice(0, 10)}.` : '';
}

interface Cluster {
  readonly at: number;
  readonly files: readonly ChangedFile[];
}

function clusters(files: readonly ChangedFile[], now: number): readonly Cluster[] {
  const dated = files
    .flatMap((file) => {
      const at = arrivalOf(file, now);
      return at === null ? [] : [{ at, file }];
    })
    .toSorted((a, b) => a.at - b.at);
  const found: { at: number; last: number; files: ChangedFile[] }[] = [];
  for (const { at, file } of dated) {
    const current = found.at(-1);
    if (current !== undefined && at - current.last <= TOGETHER_MS) {
      current.files.push(file);
      current.last = at;
    } else found.push({ at, last: at, files: [file] });
  }
  return found;
}

function codeSign({ at, files }: Cluster): readonly Sign[] {
  if (files.length > MOST_BY_HAND) return [];
  const names = files.slice(0, MOST_NAMES).map(({ path }) => displayName(path));
  const more = files.length > names.length ? ` and ${files.length - names.length} more` : '';
  return [sign(at, 'code-changed', `Code changed, too little for a deployment: ${names.join(', ')}${more}.`)];
}

function sign(at: number, code: string, text: string): Sign {
  return { at: new Date(at).toISOString(), code, text };
}
