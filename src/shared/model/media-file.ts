import * as z from 'zod';
import { Sha256 } from './artifact.ts';

/** What an entry of a media source is. `other`: socket, device or pipe; named, never archived. */
export const EntryType = z.enum(['file', 'folder', 'link', 'other']);
export type EntryType = z.infer<typeof EntryType>;

/**
 * An entry as screens show it. Names on servers are bytes; `name` is their text with everything that is no visible UTF-8 escaped (`\xe9`, `\n`).
 */
export const FileRow = z.object({
  /** Base64 of the path's bytes below the site's root: what `backup.files` takes as `parent`. */
  id: z.string(),
  name: z.string(),
  type: EntryType,
  /** Of a file: its size. Of a folder: the sum below it. */
  bytes: z.int().nonnegative(),
  /** Files below a folder; null for anything else. */
  files: z.int().nonnegative().nullable(),
  /** Permission bits, octal text: `0644`. */
  mode: z.string(),
  /** `user:group` as the server names them. */
  owner: z.string(),
  modifiedAt: z.iso.datetime({ offset: false }),
  sha256: Sha256.nullable(),
  /** Target of a link, escaped as `name`; null for anything else. */
  target: z.string().nullable(),
  /** Against the backup before it in the chain. */
  change: z.enum(['same', 'added', 'changed', 'touched']),
});
export type FileRow = z.infer<typeof FileRow>;

export const FilePage = z.object({
  rows: z.array(FileRow),
  total: z.int().nonnegative(),
  /** From the root to `parent`, for a breadcrumb. */
  trail: z.array(z.object({ id: z.string(), name: z.string() })),
});
export type FilePage = z.infer<typeof FilePage>;

/** A file of one backup against the same one of another. */
export const FileChange = z.object({
  name: z.string(),
  change: z.enum(['added', 'changed', 'removed', 'touched']),
  bytesBefore: z.int().nonnegative().nullable(),
  bytesAfter: z.int().nonnegative().nullable(),
  /** A script or program where only media belong: `.php`, `.phtml`, an executable bit, a `#!`. */
  executable: z.boolean(),
});
export type FileChange = z.infer<typeof FileChange>;
