import type { FileEntry } from './file-list.ts';
import { secondsText } from './seconds.ts';
import { BLOCK_BYTES } from './tar-header.ts';

// GNU tar's own format, which GNU tar, busybox, bsdtar and npm's tar read; names stay bytes. Where it has no room, base 256 (numbers) and pax records
// (parts of seconds, long names of owners) step in: a reader that knows no pax reads the rest.

/** The end mark, two blocks of zeros. */
export const TAR_END: Buffer = Buffer.alloc(2 * BLOCK_BYTES);

const NAME_BYTES = 100;
const OWNER_BYTES = 32;
const NS_PER_SECOND = 1_000_000_000n;
const LONG_LINK = Buffer.from('././@LongLink');
const PAX_NAME = Buffer.from('././@PaxHeader');
const SLASH = Buffer.from('/');
const NOTHING = Buffer.alloc(0);

interface HeaderFields {
  readonly name: Buffer;
  readonly type: string;
  readonly size: number;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly mtime: number;
  readonly linkName: Buffer;
  readonly user: Buffer;
  readonly group: Buffer;
}

/**
 * All headers of an entry: its bytes follow, then `tarPadding`. With `linkedTo` it is a hard link to an entry before it, and nothing follows. An entry of
 * type `other` cannot be archived: throws TypeError.
 */
export function tarHeader(entry: FileEntry, linkedTo: Buffer | null = null): Buffer {
  const name = entry.type === 'folder' ? Buffer.concat([entry.path, SLASH]) : entry.path;
  const linkName = linkedTo ?? entry.target ?? NOTHING;
  const user = Buffer.from(entry.user);
  const group = Buffer.from(entry.group);
  const fields = { ...entry, name, linkName, user, group };
  return Buffer.concat([
    ...paxHeader(entry, user, group),
    ...longName('L', name),
    ...longName('K', linkName),
    headerBlock({
      ...fields,
      type: linkedTo === null ? typeFlagOf(entry) : '1',
      size: entry.type === 'file' && linkedTo === null ? entry.bytes : 0,
      mtime: Number(floorSeconds(entry.mtimeNs)),
    }),
  ]);
}

/** What must follow `bytes` bytes of a file. */
export function tarPadding(bytes: number): Buffer {
  return TAR_END.subarray(0, (BLOCK_BYTES - (bytes % BLOCK_BYTES)) % BLOCK_BYTES);
}

function typeFlagOf(entry: FileEntry): string {
  switch (entry.type) {
    case 'file':
      return '0';
    case 'folder':
      return '5';
    case 'link':
      return '2';
    case 'other':
      throw new TypeError('sockets, devices and pipes are not archived');
  }
}

function paxHeader(entry: FileEntry, user: Buffer, group: Buffer): readonly Buffer[] {
  const records = [
    ...(entry.mtimeNs % NS_PER_SECOND === 0n ? [] : [paxRecord('mtime', Buffer.from(secondsText(entry.mtimeNs)))]),
    ...(user.length < OWNER_BYTES ? [] : [paxRecord('uname', user)]),
    ...(group.length < OWNER_BYTES ? [] : [paxRecord('gname', group)]),
  ];
  return records.length === 0 ? [] : described('x', PAX_NAME, Buffer.concat(records));
}

/** `LENGTH KEYWORD=VALUE\n`, where the length counts its own digits. */
function paxRecord(keyword: string, value: Buffer): Buffer {
  const rest = Buffer.concat([Buffer.from(` ${keyword}=`), value, Buffer.from('\n')]);
  let length = rest.length;
  while (length !== rest.length + String(length).length) length = rest.length + String(length).length;
  return Buffer.concat([Buffer.from(String(length)), rest]);
}

function longName(type: 'L' | 'K', name: Buffer): readonly Buffer[] {
  return name.length <= NAME_BYTES ? [] : described(type, LONG_LINK, Buffer.concat([name, Buffer.alloc(1)]));
}

/** A header that describes the one behind it. */
function described(type: string, name: Buffer, data: Buffer): readonly Buffer[] {
  const nobody = { mode: 0o644, uid: 0, gid: 0, mtime: 0, linkName: NOTHING, user: NOTHING, group: NOTHING };
  return [headerBlock({ ...nobody, name, type, size: data.length }), data, tarPadding(data.length)];
}

function headerBlock(fields: HeaderFields): Buffer {
  const block = Buffer.alloc(BLOCK_BYTES);
  fields.name.copy(block, 0, 0, NAME_BYTES);
  writeNumber(block, fields.mode, 100, 8);
  writeNumber(block, fields.uid, 108, 8);
  writeNumber(block, fields.gid, 116, 8);
  writeNumber(block, fields.size, 124, 12);
  writeNumber(block, fields.mtime, 136, 12);
  block.write('        ', 148);
  block.write(fields.type, 156);
  fields.linkName.copy(block, 157, 0, NAME_BYTES);
  block.write('ustar  \0', 257);
  fields.user.copy(block, 265, 0, OWNER_BYTES - 1);
  fields.group.copy(block, 297, 0, OWNER_BYTES - 1);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return block;
}

/** Octal with a NUL behind it; base 256 for what is negative or too long. */
function writeNumber(block: Buffer, value: number, at: number, length: number): void {
  const octal = value < 0 ? '' : value.toString(8);
  if (octal !== '' && octal.length < length) {
    block.write(octal.padStart(length - 1, '0'), at);
    return;
  }
  let rest = BigInt(value);
  for (let position = at + length - 1; position > at; position--) {
    block[position] = Number(rest & 0xffn);
    rest >>= 8n;
  }
  block[at] = value < 0 ? 0xff : 0x80;
}

function floorSeconds(ns: bigint): bigint {
  const seconds = ns / NS_PER_SECOND;
  return ns < 0n && ns % NS_PER_SECOND !== 0n ? seconds - 1n : seconds;
}
