/** What the first bytes of a kind of file are, where they tell. */
const BEGINNINGS: readonly { readonly endings: RegExp; readonly is: (head: string) => boolean }[] = [
  { endings: /\.jpe?g$/i, is: (head) => head.startsWith('\u00ff\u00d8\u00ff') },
  { endings: /\.png$/i, is: (head) => head.startsWith('\u0089PNG\r\n\u001a\n') },
  { endings: /\.gif$/i, is: (head) => /^GIF8[79]a/.test(head) },
  { endings: /\.webp$/i, is: (head) => /^RIFF.{4}WEBP/s.test(head) },
  { endings: /\.bmp$/i, is: (head) => head.startsWith('BM') },
  { endings: /\.tiff?$/i, is: (head) => /^(?:II\*\0|MM\0\*|II\+\0|MM\0\+)/.test(head) },
  { endings: /\.(?:avif|heic|heif)$/i, is: (head) => head.slice(4, 8) === 'ftyp' },
  // Readers of PDF allow something before it; a mark of the byte order and blanks are what is met.
  { endings: /\.pdf$/i, is: (head) => /^(?:\u00ef\u00bb\u00bf)?\s*%PDF-/.test(head) },
];

/** Whether a file begins as its ending promises; null when its ending promises nothing. `name`: latin1 text; `head`: its first 16 bytes as latin1 text. Pure. */
export function beginsAsNamed(name: string, head: string): boolean | null {
  const kind = BEGINNINGS.find(({ endings }) => endings.test(name));
  return kind === undefined ? null : kind.is(head);
}
