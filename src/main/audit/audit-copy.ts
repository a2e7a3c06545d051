import { appendFileSync, chmodSync, closeSync, createReadStream, existsSync, fstatSync, openSync, readSync, truncateSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import * as z from 'zod';
import type { AuditLink } from '../catalog/audit.ts';
import { PRIVATE_FILE_MODE, replaceFile } from '../support/durable-files.ts';

/** An entry as a line of the copy holds it. */
export interface CopyLine extends AuditLink {
  /** The text its hash covers. */
  readonly document: string;
}

/**
 * `audit.jsonl` beside the catalog: the same entries in the same order, one a line, so that a catalog that is lost or made anew does not take the record
 * along. The first line is `{"anchor":{...}}` where older ones were let go.
 */
export interface AuditCopy {
  readonly file: string;
  append(line: CopyLine): void;
  /** The last complete line; null: the file is empty or is not there. What a crash left half written is cut off first when `mend` is set. */
  tail(options: { readonly mend: boolean }): AuditLink | null;
  lines(): AsyncGenerator<CopyLine>;
  anchor(): Promise<AuditLink | null>;
  /** Replaces the whole file in one step. */
  rewrite(anchor: AuditLink | null, lines: Iterable<CopyLine>): Promise<void>;
  /** Moves the file away, for somebody to look at; the new name. */
  putAside(at: string): Promise<string>;
}

const Line = z.object({ seq: z.int(), hash: z.string() }).loose();
const AnchorLine = z.object({ anchor: z.object({ seq: z.int(), hash: z.string() }) });
/** No line is as long: details are cut when they are written. */
const TAIL_BYTES = 256 * 1024;

export function createAuditCopy(file: string): AuditCopy {
  async function* texts(): AsyncGenerator<string> {
    if (!existsSync(file)) return;
    for await (const text of createInterface({ input: createReadStream(file, 'utf8'), crlfDelay: Infinity })) if (text !== '') yield text;
  }
  return {
    file,
    // Not fsynced: the catalog is, and what a power cut takes here is brought back from there at the next start.
    append: (line) => appendFileSync(file, `${textOf(line)}\n`, { mode: PRIVATE_FILE_MODE }),
    tail({ mend }) {
      if (!existsSync(file)) return null;
      const handle = openSync(file, 'r');
      let text: string;
      let size: number;
      try {
        size = fstatSync(handle).size;
        const buffer = Buffer.alloc(Math.min(size, TAIL_BYTES));
        readSync(handle, buffer, 0, buffer.length, size - buffer.length);
        text = buffer.toString('utf8');
      } finally {
        closeSync(handle);
      }
      const complete = text.slice(0, text.lastIndexOf('\n') + 1);
      if (mend) {
        chmodSync(file, PRIVATE_FILE_MODE);
        if (complete !== text) truncateSync(file, size - Buffer.byteLength(text.slice(complete.length)));
      }
      const last = complete.trimEnd().split('\n').at(-1) ?? '';
      return lineOf(last) ?? anchorIn(last);
    },
    async *lines() {
      for await (const text of texts()) {
        const line = lineOf(text);
        if (line !== null) yield line;
      }
    },
    async anchor() {
      for await (const text of texts()) return anchorIn(text);
      return null;
    },
    async rewrite(anchor, lines) {
      const head = anchor === null ? '' : `${JSON.stringify({ anchor: { seq: anchor.seq, hash: anchor.hash } })}\n`;
      await replaceFile(file, head + [...lines].map((line) => `${textOf(line)}\n`).join(''));
    },
    async putAside(at) {
      const aside = file.replace(/\.jsonl$/, `.differs-${at.replaceAll(/[:.]/g, '')}.jsonl`);
      await rename(file, aside);
      return aside;
    },
  };
}

/** The hash goes last, so that the text it covers stands in the line as it was hashed. */
function textOf({ document, hash }: CopyLine): string {
  return `${document.slice(0, -1)},"hash":"${hash}"}`;
}

function lineOf(text: string): CopyLine | null {
  const found = Line.safeParse(parse(text)).data;
  if (found === undefined) return null;
  const end = `,"hash":"${found.hash}"}`;
  return text.endsWith(end) ? { seq: found.seq, hash: found.hash, document: `${text.slice(0, -end.length)}}` } : null;
}

function anchorIn(text: string): AuditLink | null {
  return AnchorLine.safeParse(parse(text)).data?.anchor ?? null;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
