import type { FileEntry } from '../../archive/file-list.ts';

/** An entry as the server listed it: with what tells two folders of the same place apart, where its tools say so. */
export interface ListedEntry extends FileEntry {
  /** `device:inode`; null where loops are found by the server's own find. */
  readonly identity: string | null;
}

/** A key for maps: bytes as text, one character per byte. */
export function keyOf(path: Buffer): string {
  return path.toString('latin1');
}

/** What is listed of one folder of a source. */
export interface FolderListing {
  readonly folder: string;
  readonly entries: readonly ListedEntry[];
}

/** For people: everything that is not printable ASCII or valid text is shown as an escape, `\xe9`, `\n`. */
export function showName(path: Buffer): string {
  const text = path.toString('utf8');
  const valid = Buffer.from(text, 'utf8').equals(path);
  const shown = valid ? text : [...path].map((byte) => (byte < 0x80 ? String.fromCharCode(byte) : `\\x${byte.toString(16)}`)).join('');
  return shown.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) =>
    character === '\n' ? '\\n' : `\\x${(character.codePointAt(0) ?? 0).toString(16).padStart(2, '0')}`,
  );
}

/** The first few of many, for a sentence. */
export function showNames(paths: readonly Buffer[], most = 20): string {
  const shown = paths.slice(0, most).map(showName).join(', ');
  return paths.length > most ? `${shown} and ${paths.length - most} more` : shown;
}
