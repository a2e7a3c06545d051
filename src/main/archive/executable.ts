import type { FileEntry } from './file-list.ts';

/** What web servers run even when another ending follows, as `x.php.jpg`. */
const RUN_ANYWHERE = /\.(?:php[3-8s]?|phtml?|phar|pht)(?:\.|$)/i;
/** What a web server or a shell runs by its ending. */
const RUN_BY_ENDING =
  /\.(?:inc|cgi|fcgi|pl|pm|pyc?|rb|lua|(?:ba|z|k|c)?sh|aspx?|ashx|asmx|cer|jspx?|jsw|war|jar|cfm|shtml?|exe|dll|so|bat|cmd|ps1|vbs|hta|msi|scr|elf)$/i;
/** What decides over what else is run. */
const RUN_BY_NAME = /^(?:\.htaccess|\.user\.ini|php\.ini|web\.config)$/i;
const ANY_EXECUTE = 0o111;
const SLASH = 0x2f;

export interface ExecutableEvidence {
  /** The first bytes of the file, where they are at hand; 4 are enough. */
  readonly firstBytes?: Buffer;
  /** On servers where every file has the executable bit, it says nothing. */
  readonly modeMeans?: 'much' | 'nothing';
}

/**
 * A script or program where only media belong: by its name (also `x.php.jpg`, which some web servers run), by its executable bit, or by how it begins.
 * Never a folder or a link.
 */
export function isExecutable(entry: Pick<FileEntry, 'path' | 'type' | 'mode'>, evidence: ExecutableEvidence = {}): boolean {
  if (entry.type !== 'file') return false;
  if ((evidence.modeMeans ?? 'much') === 'much' && (entry.mode & ANY_EXECUTE) !== 0) return true;
  const name = entry.path.subarray(entry.path.lastIndexOf(SLASH) + 1).toString('latin1');
  if ([RUN_ANYWHERE, RUN_BY_ENDING, RUN_BY_NAME].some((pattern) => pattern.test(name))) return true;
  return evidence.firstBytes !== undefined && /^(?:#!|<\?|MZ|\x7fELF)/.test(evidence.firstBytes.toString('latin1', 0, 4));
}

/** Whether the executable bit stands out among these files: at most half of them have it. */
export function meaningOfMode(files: readonly Pick<FileEntry, 'type' | 'mode'>[]): 'much' | 'nothing' {
  const regular = files.filter((file) => file.type === 'file');
  const withBit = regular.filter((file) => (file.mode & ANY_EXECUTE) !== 0);
  return regular.length >= 4 && withBit.length * 2 > regular.length ? 'nothing' : 'much';
}
