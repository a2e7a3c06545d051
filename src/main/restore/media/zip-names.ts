const LONGEST_PART_BYTES = 255;

/**
 * Whether a name out of a zip stays below the folder it is unpacked in, on every system: no `..`, no absolute one, no drive, also where a backslash is a slash. One character a
 * byte. The empty name is the folder itself. Pure.
 */
export function isSafeName(key: string): boolean {
  if (key === '') return true;
  if (key.includes('\0') || /^(?:[A-Za-z]:|\\)/u.test(key) || key.split('\\').some((part) => /(?:^|\/)\.\.(?:\/|$)/u.test(part)))
    return false;
  return key.split('/').every((part) => part !== '' && part !== '.' && part !== '..' && part.length <= LONGEST_PART_BYTES);
}

/**
 * Whether a link leads, or may lead, out of the folder that is brought back. `path`: of the link below that folder. Only `..` at the beginning counts for what it says:
 * behind the name of another link it leads from wherever that one leads. Pure.
 */
export function leadsOut(path: string, target: Buffer | null): boolean {
  const parts = (target ?? Buffer.alloc(0)).toString('latin1').split('/');
  const ups = parts.findIndex((part) => part !== '..');
  const rest = ups === -1 ? [] : parts.slice(ups);
  const isPlain = rest.every((part, at) => part !== '..' && !part.includes('\0') && (part !== '' || (at > 0 && at === rest.length - 1)));
  return !isPlain || (ups === -1 ? parts.length : ups) > path.split('/').length - 1;
}
