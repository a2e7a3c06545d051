import { formatBytes } from '../../../shared/format/bytes.ts';
import type { PlanCheck } from '../../../shared/model/restore.ts';
import { keyOf } from '../../archive/copy-from-archive.ts';
import { displayName } from '../../archive/display-name.ts';
import type { FileEntry } from '../../archive/file-list.ts';
import { AppError } from '../../errors/app-error.ts';
import { lackOfRoom, roomFor, roomLeft } from './free-space.ts';
import { lostOwners } from './keep-owners.ts';
import type { AccountLook } from './look-at-folders.ts';
import type { MediaOutlook, UnitOutlook } from './media-outlook.ts';
import type { MediaWork } from './media-work.ts';
import { refuseNames } from './refuse-names.ts';
import { foldersAbove, listingOf, withFoldersAbove } from './select-files.ts';
import { namesOf } from './verify-files.ts';

/** What can be known before anything is sent: whether it will fit, may be written, and what is odd about the folders. Pure. */
export function mediaChecks(
  { choice, source }: Pick<MediaWork, 'choice' | 'source'>,
  { account, units, absent }: MediaOutlook,
): readonly PlanCheck[] {
  return [
    tarCheck(account),
    ...(absent.length === 0 ? [] : [check('paths', 'Chosen paths', absent.join(', '), 'stop', 'The backup does not have them.')]),
    ...units.flatMap((each) => [
      folderCheck(each, choice.mode),
      ...nameChecks(each),
      ...roomChecks(each, account),
      ...rightChecks(each, account),
      ...ownerChecks(each, account),
      ...linkChecks(each, source.symlinks),
      ...uncoveredChecks(each),
    ]),
  ];
}

function check(id: string, label: string, found: string, verdict: PlanCheck['verdict'], why: string): PlanCheck {
  return { id, label, found, verdict, why };
}

function tarCheck({ tar }: AccountLook): PlanCheck {
  if (tar === null)
    return check('tar', 'tar on the server', 'none', 'stop', 'Files are unpacked by it. The hosting provider can install it.');
  return check('tar', 'tar on the server', tar.slice(0, 100), 'ok', '');
}

function folderCheck({ unit, look }: UnitOutlook, mode: MediaWork['choice']['mode']): PlanCheck {
  const label = `Folder ${look.folder}`;
  if (typeof unit === 'string') return check('folder', label, look.state, 'stop', unit);
  const where = look.isLink ? `leads to ${unit.live}` : unit.live;
  if (mode !== 'whole' || unit.how === 'swap') return check('folder', label, where, 'ok', '');
  const because =
    look.folder === '.'
      ? 'The folder of the site itself stays.'
      : 'It cannot be renamed as a whole: it is a disk of its own, or the folder above it may not be written to.';
  return check(
    'folder',
    label,
    where,
    'attention',
    `${because} What is in it changes places one by one; undo brings it back the same way.`,
  );
}

/** What is sent for a unit. */
function sentFor({ unit, entries, selection }: UnitOutlook): UnitOutlook['entries'] {
  if (typeof unit === 'string') return [];
  return unit.how === 'swap' ? entries : withFoldersAbove([...selection.missing, ...selection.different], entries);
}

function nameChecks({ entries, look }: UnitOutlook): readonly PlanCheck[] {
  try {
    refuseNames(entries);
    return [];
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return [check('names', `Names in ${look.folder}`, error.detail, 'stop', error.toProblem().hint)];
  }
}

function roomChecks(each: UnitOutlook, account: AccountLook): readonly PlanCheck[] {
  if (typeof each.unit === 'string') return [];
  const needed = roomFor(sentFor(each));
  const left = roomLeft(each.look, account);
  const lack = lackOfRoom(needed, left);
  const found = left.bytes === null ? 'The server does not say' : `${formatBytes(left.bytes)} free, ${formatBytes(needed.bytes)} needed`;
  const label = `Free space for ${each.look.folder}`;
  if (lack !== null) return [check('disk', label, found, 'stop', lack)];
  return [
    check(
      'disk',
      label,
      found,
      left.bytes === null ? 'attention' : 'ok',
      left.bytes === null ? 'Whether it fits shows when it is unpacked; nothing live is touched before.' : '',
    ),
  ];
}

/** Folders of a merge in which something is added or replaced, and that the account may not write to. */
function rightChecks({ unit, look, live, selection, only }: UnitOutlook, account: AccountLook): readonly PlanCheck[] {
  if (typeof unit === 'string' || unit.how === 'swap' || account.uid === 0) return [];
  const found = listingOf(live);
  const touched = [...selection.missing, ...selection.different, ...(unit.exact ? only : [])].map(({ path }) => keyOf(path));
  const folders = new Set(touched.map((key) => foldersAbove(key).find((folder) => found.get(folder)?.type === 'folder')));
  const closed = [...folders].flatMap((folder) => {
    const entry = folder === undefined ? undefined : found.get(folder);
    return entry === undefined || mayWrite(entry, account) ? [] : [entry];
  });
  if (closed.length === 0) return [];
  return [
    check(
      'rights',
      `Rights in ${look.folder}`,
      namesOf(closed),
      'stop',
      'This account may not write to these folders, so files in them cannot change places.',
    ),
  ];
}

function mayWrite({ mode, uid, gid }: FileEntry, account: AccountLook): boolean {
  const bits = uid === account.uid ? mode >> 6 : account.gids.has(gid) ? mode >> 3 : mode;
  return (bits & 0o3) === 0o3;
}

function ownerChecks(each: UnitOutlook, account: AccountLook): readonly PlanCheck[] {
  const lost = lostOwners(sentFor(each), account);
  if (lost.length === 0) return [];
  const owners = [...new Set(lost.map(({ user, uid }) => (user === '' ? String(uid) : user)))].join(', ');
  const why = `They will belong to the account of the connection: it may not give files to others. If the site runs as ${owners}, check that it may write to them.`;
  return [
    check(
      'owners',
      `Owners in ${each.look.folder}`,
      `${lost.length.toLocaleString('en-US')} files and folders of ${owners}`,
      'attention',
      why,
    ),
  ];
}

function linkChecks({ unit, look, selection, live }: UnitOutlook, symlinks: 'keep' | 'follow'): readonly PlanCheck[] {
  if (typeof unit === 'string') return [];
  const found = listingOf(live);
  const replaced = selection.different.filter(({ path, type }) => type === 'folder' && found.get(keyOf(path))?.type === 'link');
  const checks: PlanCheck[] = [];
  if (replaced.length > 0)
    checks.push(
      check(
        'links',
        `Links in ${look.folder}`,
        namesOf(replaced),
        'attention',
        'They are folders in the backup and links on the server now. The links move aside, and folders take their place.',
      ),
    );
  if (symlinks === 'follow')
    checks.push(
      check(
        'links',
        `Links in ${look.folder}`,
        'followed by this source',
        'attention',
        'The backup holds what links led to. Where a link leads to another disk, files change places by a copy instead of a rename.',
      ),
    );
  return checks;
}

function uncoveredChecks({ unit, look, uncovered, unreadable }: UnitOutlook): readonly PlanCheck[] {
  if (typeof unit === 'string') return [];
  const checks: PlanCheck[] = [];
  if (uncovered.length > 0 && unit.how === 'swap')
    checks.push(
      check(
        'uncovered',
        `Not in the backup of ${look.folder}`,
        namesOf(uncovered),
        'ok',
        'The backup leaves these out. They stay: they move into the new folder.',
      ),
    );
  if (unreadable.length > 0)
    checks.push(
      check(
        'unreadable',
        `Closed parts of ${look.folder}`,
        displayName(Buffer.from(unreadable.slice(0, 5).join('; '))),
        'attention',
        'They could not be looked at. What is in them lies in the old folder after the switch.',
      ),
    );
  return checks;
}
