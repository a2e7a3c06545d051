/** One word of POSIX sh that means exactly `text`, whatever is in it. A NUL cannot be an argument of a program and is refused. */
export function quote(text: string): string {
  if (text.includes('\0')) throw new RangeError('an argument cannot contain a NUL character');
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
