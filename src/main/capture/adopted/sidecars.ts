import type { ConfigFile } from '../config/config-answer.ts';
import { parseConfigAnswer } from '../config/config-answer.ts';

/** What files beside a backup tell of it. */
export interface SidecarFacts {
  /** Lower-case hex, with the file that says so. */
  readonly hash: { readonly algorithm: 'sha256' | 'sha1' | 'md5'; readonly value: string; readonly from: string } | null;
  readonly bytes: number | null;
  /** `full`, `incremental`...: in the maker's words. */
  readonly type: string | null;
  readonly database: string | null;
  readonly tables: number | null;
  readonly files: number | null;
  /** Sidecars that could not be understood. */
  readonly unread: readonly string[];
}

const NOTHING: SidecarFacts = { hash: null, bytes: null, type: null, database: null, tables: null, files: null, unread: [] };

/** What `read-sidecars.sh` answered for the backup called `name`. An answer that is not whole tells nothing. Pure. */
export function sidecarFacts(output: Buffer, name: string): SidecarFacts {
  const answer = parseConfigAnswer(output);
  if (answer === null || answer.root === 'missing') return NOTHING;
  const facts = answer.files.map((file) => (file.name.endsWith('.json') ? fromJson(file) : fromSums(file, name)));
  return facts.reduce(
    (known, more) => ({
      hash: known.hash ?? more.hash,
      bytes: known.bytes ?? more.bytes,
      type: known.type ?? more.type,
      database: known.database ?? more.database,
      tables: known.tables ?? more.tables,
      files: known.files ?? more.files,
      unread: [...known.unread, ...more.unread],
    }),
    NOTHING,
  );
}

/** `HEX  name`, `HEX *name`, `SHA256 (name) = HEX`, or the digits alone. */
function fromSums({ name: from, data }: ConfigFile, name: string): SidecarFacts {
  const lines = data
    .toString('utf8')
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const read = lines.flatMap((line) => {
    const bsd = /^SHA256 ?\((?<file>.+)\) ?= ?(?<hex>[0-9a-f]{64})$/iu.exec(line)?.groups;
    const gnu = /^\\?(?<hex>[0-9a-f]{64})(?:\s+\*?(?<file>.+))?$/iu.exec(line)?.groups;
    const found = bsd ?? gnu;
    return found === undefined ? [] : [{ hex: found['hex'] ?? '', file: found['file'] ?? null }];
  });
  const own =
    read.find(({ file }) => file !== null && file.slice(file.lastIndexOf('/') + 1) === name) ?? read.find(({ file }) => file === null);
  const chosen = own ?? (read.length === 1 && lines.length === 1 ? read[0] : undefined);
  if (chosen === undefined) return { ...NOTHING, unread: [from] };
  return { ...NOTHING, hash: { algorithm: 'sha256', value: chosen.hex.toLowerCase(), from } };
}

const HASH_KEYS = ['sha256', 'checksum_sha256', 'checksum', 'hash', 'sha1', 'md5'];
const ALGORITHMS: ReadonlyMap<number, 'sha256' | 'sha1' | 'md5'> = new Map([
  [64, 'sha256'],
  [40, 'sha1'],
  [32, 'md5'],
]);

function fromJson({ name: from, data }: ConfigFile): SidecarFacts {
  let document: unknown;
  try {
    document = JSON.parse(data.toString('utf8'));
  } catch {
    return { ...NOTHING, unread: [from] };
  }
  if (typeof document !== 'object' || document === null) return { ...NOTHING, unread: [from] };
  const fields = new Map<string, unknown>(Object.entries(document));
  const text = (...keys: string[]) =>
    keys.map((key) => fields.get(key)).find((value): value is string => typeof value === 'string' && value !== '') ?? null;
  const number = (...keys: string[]) => keys.map((key) => countOf(fields.get(key))).find((value) => value !== null) ?? null;
  const value =
    text(...HASH_KEYS)
      ?.replace(/^[a-z0-9]+:/iu, '')
      .toLowerCase() ?? '';
  const algorithm = /^[0-9a-f]+$/.test(value) ? ALGORITHMS.get(value.length) : undefined;
  return {
    hash: algorithm === undefined ? null : { algorithm, value, from },
    bytes: number('size_bytes', 'file_size', 'bytes', 'size'),
    type: text('type', 'backup_type', 'kind'),
    database: text('database', 'database_name', 'db_name', 'db'),
    tables: number('tables_count', 'table_count', 'tables'),
    files: number('file_count', 'files_count', 'files'),
    unread: [],
  };
}

/** A number, digits, or as many things as a list names. */
function countOf(value: unknown): number | null {
  if (Array.isArray(value)) return value.length;
  const number = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isSafeInteger(number) && number >= 0 ? number : null;
}
