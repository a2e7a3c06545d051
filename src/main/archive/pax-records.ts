import { nanosecondsOf } from './seconds.ts';

/** What a pax header says of the entries behind it, instead of their own headers. Absent: nothing. Values are bytes, whatever their character set. */
export interface PaxFields {
  readonly path?: Buffer;
  readonly linkPath?: Buffer;
  readonly size?: number;
  readonly mtimeNs?: bigint;
  readonly uid?: number;
  readonly gid?: number;
  readonly user?: string;
  readonly group?: string;
  /** The file is stored with its holes left out. */
  readonly sparse?: true;
}

const SPACE = 0x20;
const EQUALS = 0x3d;
const NEWLINE = 0x0a;

/** Reads `LENGTH KEYWORD=VALUE\n` records on top of what is known; an empty value takes a field back. In words what is wrong when something is. */
export function parsePaxRecords(data: Buffer, known: PaxFields): PaxFields | string {
  const fields: Record<string, unknown> = { ...known };
  let at = 0;
  while (at < data.length) {
    const space = data.indexOf(SPACE, at);
    const length = space === -1 || space - at > 10 ? Number.NaN : Number(data.toString('latin1', at, space));
    const end = at + length;
    const equals = data.indexOf(EQUALS, space);
    const isRecord = Number.isInteger(length) && end <= data.length && equals > space && equals < end && data[end - 1] === NEWLINE;
    if (!isRecord) return 'a pax header is broken';
    const keyword = data.toString('utf8', space + 1, equals);
    const value = data.subarray(equals + 1, end - 1);
    if (!setField(fields, keyword, value)) return `a pax header holds a broken ${keyword}`;
    at = end;
  }
  return fields;
}

/** False when the value cannot be understood. */
function setField(fields: Record<string, unknown>, keyword: string, value: Buffer): boolean {
  const field = fieldOf(keyword, value);
  if (field === null) return true;
  const [name, meaning] = field;
  if (value.length === 0) {
    delete fields[name];
    return true;
  }
  fields[name] = meaning;
  return meaning !== null;
}

/** Name and meaning (null: none) of what matters here. */
function fieldOf(keyword: string, value: Buffer): readonly [keyof PaxFields, unknown] | null {
  switch (keyword) {
    case 'path':
      return ['path', Buffer.from(value)];
    case 'linkpath':
      return ['linkPath', Buffer.from(value)];
    case 'size':
      return ['size', decimal(value)];
    case 'mtime':
      return ['mtimeNs', nanosecondsOf(value.toString('latin1'))];
    case 'uid':
      return ['uid', decimal(value)];
    case 'gid':
      return ['gid', decimal(value)];
    case 'uname':
      return ['user', value.toString('utf8')];
    case 'gname':
      return ['group', value.toString('utf8')];
    default:
      return keyword.startsWith('GNU.sparse.') ? ['sparse', true] : null;
  }
}

function decimal(value: Buffer): number | null {
  const number = /^\d+$/.test(value.toString('latin1')) ? Number(value.toString('latin1')) : Number.NaN;
  return Number.isSafeInteger(number) ? number : null;
}
