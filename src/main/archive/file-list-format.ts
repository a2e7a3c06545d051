import { isUtf8 } from 'node:buffer';
import * as z from 'zod';
import { Sha256 } from '../../shared/model/artifact.ts';
import { EntryType } from '../../shared/model/media-file.ts';
import type { ListedFile } from './file-list.ts';
import { nanosecondsOf, secondsText } from './seconds.ts';

// The lines of a file list, as docs/manifest.md describes them. A new meaning is a new version; a reader ignores keys it does not know.

export const FILE_LIST_FORMAT = 'holdfast-file-list';
export const FILE_LIST_VERSION = 1;

/** The first line. `entries` is the number of lines behind it. */
export const FileListHead = z.object({
  format: z.literal(FILE_LIST_FORMAT),
  version: z.literal(FILE_LIST_VERSION),
  entries: z.int().nonnegative(),
});

const Id = z.int().nonnegative();

/** Bytes that are no UTF-8 stand as Base64 under `path64` and `target64`. */
const Line = z.object({
  path: z.string().optional(),
  path64: z.base64().optional(),
  type: EntryType,
  bytes: z.int().nonnegative().optional(),
  mtime: z.string(),
  mode: z.string().regex(/^[0-7]{4}$/),
  uid: Id,
  gid: Id,
  user: z.string().optional(),
  group: z.string().optional(),
  target: z.string().optional(),
  target64: z.base64().optional(),
  sha256: Sha256.optional(),
  at: Id,
});
type Line = z.infer<typeof Line>;

export function lineOf(file: ListedFile): string {
  const { path, type, bytes, mtimeNs, mode, uid, gid, user, group, target, sha256, at } = file;
  return JSON.stringify({
    ...(isUtf8(path) ? { path: path.toString() } : { path64: path.toString('base64') }),
    type,
    ...(type === 'file' && { bytes }),
    mtime: secondsText(mtimeNs),
    mode: mode.toString(8).padStart(4, '0'),
    uid,
    gid,
    ...(user !== '' && { user }),
    ...(group !== '' && { group }),
    ...(target !== null && (isUtf8(target) ? { target: target.toString() } : { target64: target.toString('base64') })),
    ...(sha256 !== null && { sha256 }),
    at,
  } satisfies Line);
}

/** Null when the line is no entry. */
export function fileOf(json: unknown): ListedFile | null {
  const parsed = Line.safeParse(json);
  if (!parsed.success) return null;
  const line = parsed.data;
  const path = bytesOf(line.path, line.path64);
  const target = bytesOf(line.target, line.target64);
  const mtimeNs = nanosecondsOf(line.mtime);
  if (path === null || path.length === 0 || mtimeNs === null || (line.type === 'link') !== (target !== null)) return null;
  if (line.type !== 'file' && line.sha256 !== undefined) return null;
  return {
    path,
    type: line.type,
    bytes: line.bytes ?? 0,
    mtimeNs,
    mode: Number.parseInt(line.mode, 8),
    uid: line.uid,
    gid: line.gid,
    user: line.user ?? '',
    group: line.group ?? '',
    target,
    sha256: line.sha256 ?? null,
    at: line.at,
  };
}

function bytesOf(text: string | undefined, base64: string | undefined): Buffer | null {
  if (base64 !== undefined) return Buffer.from(base64, 'base64');
  return text === undefined ? null : Buffer.from(text);
}
