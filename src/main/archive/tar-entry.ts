import type { EntryType } from '../../shared/model/media-file.ts';
import type { FileEntry } from './file-list.ts';
import type { PaxFields } from './pax-records.ts';
import { nanosecondsOfSeconds } from './seconds.ts';
import type { TarHeader } from './tar-header.ts';

/** An entry as the archive describes it. */
export interface TarEntry extends FileEntry {
  /** Of a hard link: the name in the archive whose bytes it shares. Such an entry has the type `file` and brings no bytes of its own. */
  readonly linkedTo: Buffer | null;
  /** Where its first header begins, in the uncompressed archive. */
  readonly start: number;
}

/** Names too long for a header, from the GNU headers before it. */
export interface LongNames {
  readonly name?: Buffer;
  readonly linkName?: Buffer;
}

export interface HeaderContext {
  readonly start: number;
  readonly names: LongNames;
  readonly pax: PaxFields;
}

const SLASH = 0x2f;
const DOT = 0x2e;
const HARD_LINK = '1';

/** The entry a header and the headers before it describe; in words what it is when that cannot be read. */
export function entryOf(header: TarHeader, { start, names, pax }: HeaderContext): TarEntry | string {
  if (pax.sparse === true || header.type === 'S') return 'a file stored with its holes left out (sparse)';
  const name = pax.path ?? names.name ?? joined(header.prefix, header.name);
  const type = typeOf(header.type, name);
  if (type === null) return `an entry of the unknown type ${JSON.stringify(header.type)}`;
  const linkName = pax.linkPath ?? names.linkName ?? Buffer.from(header.linkName);
  const isHardLink = header.type === HARD_LINK;
  return {
    path: plainPath(name),
    type,
    bytes: type === 'file' && !isHardLink ? (pax.size ?? header.size) : 0,
    mtimeNs: pax.mtimeNs ?? nanosecondsOfSeconds(header.mtime),
    mode: header.mode & 0o7777,
    uid: pax.uid ?? header.uid,
    gid: pax.gid ?? header.gid,
    user: pax.user ?? header.user,
    group: pax.group ?? header.group,
    target: type === 'link' ? linkName : null,
    linkedTo: isHardLink ? plainPath(linkName) : null,
    start,
  };
}

/**
 * Whether as many bytes follow as the size says: of files only, and of GNU's lists of folders. Of a hard link only in pax archives; elsewhere its size is that
 * of the file it names.
 */
export function hasBody(type: string, inPax: boolean): boolean {
  return type === '0' || type === '7' || type === 'D' || (type === HARD_LINK && inPax);
}

function typeOf(flag: string, name: Buffer): EntryType | null {
  switch (flag) {
    case '0':
      // Before ustar a folder was a file whose name ends with a slash.
      return name.at(-1) === SLASH ? 'folder' : 'file';
    case HARD_LINK:
    case '7':
      return 'file';
    case '2':
      return 'link';
    case '5':
    case 'D':
      return 'folder';
    case '3':
    case '4':
    case '6':
      return 'other';
    default:
      return null;
  }
}

function joined(prefix: Buffer, name: Buffer): Buffer {
  return prefix.length === 0 ? Buffer.from(name) : Buffer.concat([prefix, Buffer.of(SLASH), name]);
}

/** Without `./` before and slashes behind; the root itself is `.`. */
function plainPath(name: Buffer): Buffer {
  let start = 0;
  while (name[start] === DOT && name[start + 1] === SLASH) {
    start += 2;
    while (name[start] === SLASH) start++;
  }
  let end = name.length;
  while (end > start + 1 && name[end - 1] === SLASH) end--;
  return start >= end ? Buffer.of(DOT) : name.subarray(start, end);
}
