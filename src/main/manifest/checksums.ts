/** One line of SHA256SUMS. */
export interface Checksum {
  readonly file: string;
  /** Lower-case hex. */
  readonly sha256: string;
}

/** The format of `sha256sum` and `shasum -a 256`. Names are plain file names without line breaks, so nothing needs their escapes. */
export function formatChecksums(checksums: readonly Checksum[]): string {
  return checksums.map(({ file, sha256 }) => `${sha256}  ${file}\n`).join('');
}

/** Null when a line is not one of ours. */
export function parseChecksums(text: string): readonly Checksum[] | null {
  const checksums: Checksum[] = [];
  for (const line of text.split('\n')) {
    if (line === '') continue;
    const match = /^(?<sha256>[0-9a-f]{64}) [ *](?<file>.+)$/u.exec(line);
    if (match?.groups === undefined) return null;
    checksums.push({ file: match.groups['file'] ?? '', sha256: match.groups['sha256'] ?? '' });
  }
  return checksums;
}
