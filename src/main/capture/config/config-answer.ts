/** A file as it came from the server. `data` may hold secrets: it goes into the sealed archive and nowhere else. */
export interface ConfigFile {
  /** Relative to the site's root, or `holdfast/...` for what is no file there. */
  readonly name: string;
  readonly data: Buffer;
}

export type ConfigNote = {
  /** `changed`: while it was read. `notfile`: a folder or the like. `crontab`: the table may not be read. */
  readonly kind: 'unreadable' | 'large' | 'changed' | 'notfile' | 'crontab';
  readonly bytes: number;
  readonly name: string;
};

export type ConfigAnswer =
  | { readonly root: 'missing' }
  | { readonly root: 'ok'; readonly files: readonly ConfigFile[]; readonly notes: readonly ConfigNote[] };

const LINE = /^(file|note (unreadable|large|changed|notfile|crontab)) (\d+) (.+)$/su;

/**
 * What `read-config.sh` answered; null when it is not whole. Pure. Names are text here: what is no UTF-8 shows U+FFFD, which only concerns files the operator
 * never named.
 */
export function parseConfigAnswer(output: Buffer): ConfigAnswer | null {
  const files: ConfigFile[] = [];
  const notes: ConfigNote[] = [];
  let at = 0;
  while (at < output.length) {
    const end = output.indexOf(0x0a, at);
    if (end === -1) return null;
    const line = output.toString('utf8', at, end);
    at = end + 1;
    if (line === 'root missing') return { root: 'missing' };
    if (line === 'done') return at === output.length ? { root: 'ok', files, notes } : null;
    const [, what, kind, digits, name] = LINE.exec(line) ?? [];
    if (what === undefined || name === undefined) return null;
    const bytes = Number(digits);
    if (what === 'file') {
      // The line feed after the bytes proves that the count was right.
      if (output[at + bytes] !== 0x0a) return null;
      files.push({ name, data: output.subarray(at, at + bytes) });
      at += bytes + 1;
    } else {
      notes.push({ kind: kind as ConfigNote['kind'], bytes, name });
    }
  }
  return null;
}
