import type { EntryType } from '../../../shared/model/media-file.ts';
import { AppError } from '../../errors/app-error.ts';
import type { FolderListing, ListedEntry } from './media-entry.ts';

const NUL = 0;
const NEWLINE = 10;
const FIELDS_PER_ENTRY = 8;
const END_OF_LINKS = Buffer.from('\n///\n');
const NEXT_RECORD = Buffer.from('\n//');

/** Reads the answer of list-media.sh, piece by piece. See there for the two forms. */
export interface ListingParser {
  push(chunk: Buffer): void;
  /** Throws `capture.listing-failed` when the answer has no end. */
  finish(): readonly FolderListing[];
}

/** `folders`: as they were asked for, in that order. */
export function createListingParser(folders: readonly string[]): ListingParser {
  let held: Buffer = Buffer.alloc(0);
  let form: 'unknown' | 'nul' | 'stat-lines' | 'stat-links' | 'done' = 'unknown';
  let entries: ListedEntry[] = [];
  const listings: FolderListing[] = [];
  /** Of an entry that has not arrived whole. */
  let rest: string[] = [];
  const fields: Buffer[] = [];

  const folder = () => folders[listings.length] ?? '';
  const endFolder = () => {
    listings.push({ folder: folder(), entries });
    entries = [];
  };

  /** Takes one token up to `end`; null when it has not arrived whole. */
  function token(end: number): Buffer | null {
    const at = held.indexOf(end);
    if (at < 0) return null;
    const taken = held.subarray(0, at);
    held = held.subarray(at + 1);
    return taken;
  }

  /** All whole tokens at once, as texts of one byte a character: a buffer for each field would cost five times as much. */
  function takeNul(): boolean {
    const end = held.lastIndexOf(NUL);
    if (end < 0) return false;
    const tokens = rest.concat(held.toString('latin1', 0, end).split('\0'));
    held = held.subarray(end + 1);
    let at = 0;
    while (at < tokens.length && form === 'nul') {
      if (tokens[at] === '//') form = 'done';
      else if (tokens[at] === '/') endFolder();
      else if (at + FIELDS_PER_ENTRY > tokens.length) break;
      else {
        entries.push(entryOfFields(folder(), tokens, at));
        at += FIELDS_PER_ENTRY - 1;
      }
      at += 1;
    }
    rest = tokens.slice(at);
    return form === 'done';
  }

  /** A record ends where the next one begins; no path has two slashes in a row. */
  function takeLine(): boolean {
    if (held.length < 4) return false;
    if (held.subarray(0, 4).equals(END_OF_LINKS.subarray(1))) {
      held = held.subarray(4);
      form = 'stat-links';
      return true;
    }
    // After the last folder comes the mark of the whole.
    if (held[2] === NUL) return takeEnd();
    const end = held.indexOf(NEXT_RECORD);
    if (end < 0) return false;
    entries.push(entryOfRecord(folder(), held.subarray(0, end), null));
    held = held.subarray(end + 1);
    return true;
  }

  function takeEnd(): boolean {
    if (token(NUL)?.toString() !== '//') throw unreadable('a mark is missing');
    form = 'done';
    return true;
  }

  function takeLink(): boolean {
    const field = token(NUL);
    if (field === null) return false;
    if (fields.length === 0 && field.length === 0) {
      endFolder();
      form = 'stat-lines';
      return true;
    }
    fields.push(field);
    const [record, target] = fields;
    if (record !== undefined && target !== undefined) {
      entries.push(entryOfRecord(folder(), record, target));
      fields.length = 0;
    }
    return true;
  }

  function step(): boolean {
    switch (form) {
      case 'unknown': {
        const line = token(NEWLINE)?.toString();
        if (line === undefined) return false;
        if (line !== 'nul' && line !== 'stat') throw unreadable(`it begins with ${JSON.stringify(line.slice(0, 100))}`);
        form = line === 'nul' ? 'nul' : 'stat-lines';
        return true;
      }
      case 'nul':
        return takeNul();
      case 'stat-lines':
        return listings.length === folders.length ? held.length >= 3 && takeEnd() : takeLine();
      case 'stat-links':
        return takeLink();
      case 'done':
        return false;
    }
  }

  return {
    push(chunk) {
      held = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
      while (step());
      // What is left is a piece of one record; it must not hold on to the whole chunk.
      held = Buffer.from(held);
    },
    finish() {
      if (form !== 'done' || listings.length !== folders.length) throw unreadable('it has no end');
      return listings;
    },
  };
}

function unreadable(why: string): AppError {
  return new AppError('capture.listing-failed', { detail: `The server's answer could not be read: ${why}.` });
}

const TYPES: Readonly<Record<string, EntryType>> = { f: 'file', d: 'folder', l: 'link', L: 'link', N: 'link' };

function entryOfFields(folder: string, tokens: readonly string[], at: number): ListedEntry {
  const field = (index: number) => tokens[at + index] ?? '';
  const type = TYPES[field(1)] ?? 'other';
  return {
    path: join(folder, field(0)),
    type,
    bytes: type === 'file' ? numberOf(field(2), 10) : 0,
    mtimeNs: nanoseconds(field(3)),
    mode: numberOf(field(4), 8) & 0o7777,
    uid: numberOf(field(5), 10),
    gid: numberOf(field(6), 10),
    // Told by tar, see media-state.ts.
    user: '',
    group: '',
    target: type === 'link' ? Buffer.from(field(7), 'latin1') : null,
    identity: null,
  };
}

const RECORD_FIELDS = 9;
const KINDS: Readonly<Record<number, EntryType>> = { 0o100000: 'file', 0o040000: 'folder', 0o120000: 'link' };

/** `//mode/size/mtime/mtime with fraction/uid/gid/device/inode/path`. */
function entryOfRecord(folder: string, record: Buffer, target: Buffer | null): ListedEntry {
  let at = 2;
  const values: string[] = [];
  while (values.length < RECORD_FIELDS - 1) {
    const slash = record.indexOf('/', at);
    if (slash < 0) throw unreadable(`an entry of it is ${JSON.stringify(record.toString('latin1').slice(0, 200))}`);
    values.push(record.toString('latin1', at, slash));
    at = slash + 1;
  }
  const [rawMode = '', size = '', seconds = '', fraction = '', uid = '', gid = '', device = '', inode = ''] = values;
  const mode = numberOf(rawMode, 16);
  const type = KINDS[mode & 0o170000] ?? 'other';
  const start = `./${folder}/.`;
  const below = record.toString('latin1', at + Buffer.byteLength(start) + 1);
  return {
    path: join(folder, below),
    type,
    bytes: type === 'file' ? numberOf(size, 10) : 0,
    mtimeNs: nanoseconds(`${seconds}${/\.\d+/.exec(fraction)?.[0] ?? ''}`),
    mode: mode & 0o7777,
    uid: numberOf(uid, 10),
    gid: numberOf(gid, 10),
    user: '',
    group: '',
    // A copy: what it was cut from is a whole chunk.
    target: target === null ? null : Buffer.from(target),
    identity: type === 'folder' ? `${device}:${inode}` : null,
  };
}

/** The folder itself has no path below it; `.` is the site's root. `below`: one byte a character. */
function join(folder: string, below: string): Buffer {
  if (folder === '.') return Buffer.from(below === '' ? '.' : below, 'latin1');
  const start = Buffer.from(folder).toString('latin1');
  return Buffer.from(below === '' ? start : `${start}/${below}`, 'latin1');
}

function numberOf(text: string, base: 8 | 10 | 16): number {
  const value = Number.parseInt(text, base);
  if (!Number.isSafeInteger(value) || value < 0) throw unreadable(`${JSON.stringify(text)} is no number`);
  return value;
}

/** `1795655863.6210341600` in nanoseconds; times before 1970 are told to the second. */
function nanoseconds(text: string): bigint {
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text);
  if (match === null) throw unreadable(`${JSON.stringify(text)} is no time`);
  const [, sign, seconds = '0', fraction = ''] = match;
  const whole = BigInt(seconds) * 1_000_000_000n;
  return sign === '-' ? -whole : whole + BigInt(fraction.slice(0, 9).padEnd(9, '0'));
}
