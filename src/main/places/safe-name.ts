import { createHash } from 'node:crypto';

/** Names that Windows gives to devices, also with any ending: `con.sql.gz` cannot be made there. */
const RESERVED = /^(?:con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(?: *\..*)?$/iu;
/** What Windows forbids, what cannot be seen or turns the direction of text, and control characters. */
const FORBIDDEN = /[<>:"/\\|?*\p{Cc}\p{Cf}\p{Zl}\p{Zp}\ufffd]/gu;
/** A leading dot hides, a leading dash is read as an option, a leading tilde as a home; Windows drops trailing dots and spaces. */
const BAD_ENDS = /^[\s.~-]+|[\s.]+$/gu;
/** Ends like a name this function makes; such a name is marked again, so that no two meet. */
const MARKED = /~[0-9a-f]{8}$/u;

/** Leaves room for endings below the 255 bytes of Linux and for folders below the 260 characters of Windows. */
export const MAX_NAME_BYTES = 120;
/** As many as a schema of MySQL may have. */
const MAX_NAME_CHARACTERS = 64;
const MAX_FILE_NAME_BYTES = 200;
const MARK_CHARACTERS = 9;

/**
 * A name that every file system takes, for a folder or the stem of a file. A name that is safe already stays as it is; any other is
 * changed and gets `~` and eight characters of its hash, so that different names stay different. The same name always gives the same result.
 */
export function safeName(name: string): string {
  if (isSafeName(name) && !MARKED.test(name)) return name;
  const mark = `~${createHash('sha256').update(name, 'utf16le').digest('hex').slice(0, 8)}`;
  const cleaned = name.toWellFormed().normalize('NFC').replace(FORBIDDEN, '-').replace(BAD_ENDS, '');
  const stem = shorten(cleaned).replace(/[\s.]+$/u, '');
  return `${stem === '' || RESERVED.test(stem) ? `_${stem}` : stem}${mark}`;
}

/** Whether every file system we know takes this name as it is, gives the same name back, and leaves room for endings. */
export function isSafeName(name: string): boolean {
  return name.length <= MAX_NAME_CHARACTERS && Buffer.byteLength(name) <= MAX_NAME_BYTES && isSafeFileName(name);
}

/** The same for a name with its endings. */
export function isSafeFileName(name: string): boolean {
  return (
    name !== '' &&
    name.isWellFormed() &&
    name.normalize('NFC') === name &&
    name.search(FORBIDDEN) === -1 &&
    name.search(BAD_ENDS) === -1 &&
    !RESERVED.test(name) &&
    Buffer.byteLength(name) <= MAX_FILE_NAME_BYTES
  );
}

/** Two names with the same key are one name on a file system that does not tell upper from lower case (Windows, macOS, exFAT). */
export function caseKey(name: string): string {
  return name.normalize('NFKC').toLowerCase().toUpperCase().toLowerCase().normalize('NFKC');
}

/** The folder of a site's backups: `safeName`, marked when another site's folder differs from it in case alone. `existing`: names there now. */
export function siteFolderName(siteName: string, existing: readonly string[]): string {
  const name = safeName(siteName);
  if (existing.includes(name)) return name;
  const key = caseKey(name);
  return existing.some((other) => caseKey(other) === key) ? marked(name) : name;
}

/** `name` with the mark that tells it from its neighbour; as stable as the name itself. */
function marked(name: string): string {
  const mark = createHash('sha256').update(name, 'utf16le').digest('hex').slice(0, 8);
  return `${shorten(name).replace(/[\s.]+$/u, '')}~${mark}`;
}

/**
 * File name of an artifact. `ending`: `.sql.gz`. `taken`: names already used in the same backup, so that schemas which differ in case
 * alone do not meet.
 */
export function artifactFileName(stem: string, ending: string, taken: readonly string[] = []): string {
  const keys = new Set(taken.map(caseKey));
  const base = safeName(stem);
  for (let number = 1; ; number += 1) {
    const file = `${base}${number === 1 ? '' : `~${number}`}${ending}`;
    if (!keys.has(caseKey(file))) return file;
  }
}

function shorten(name: string): string {
  let short = '';
  for (const character of name) {
    const next = short + character;
    if (next.length > MAX_NAME_CHARACTERS - MARK_CHARACTERS - 1 || Buffer.byteLength(next) > MAX_NAME_BYTES - MARK_CHARACTERS - 1) break;
    short = next;
  }
  return short;
}
