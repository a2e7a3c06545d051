/** More than this before the program's first word is not a login greeting. */
const MAX_GREETING_BYTES = 1024 * 1024;
const LONGEST_BEGIN = 200;

/** Where a program runs on the server. */
export interface RemoteProcess {
  /** Its shell. */
  readonly pid: number;
  /** The process group of everything it started; another number than the shell's when a wrapper of the account stands in front. */
  readonly group: number;
}

/** Drops what login files printed: everything up to and including the line `<mark> begin PID GROUP`. */
export class OutputFrame {
  readonly #start: Buffer;
  #held = Buffer.alloc(0);
  #begun = false;
  #greeting = '';
  #process: RemoteProcess | null = null;

  constructor(mark: string) {
    this.#start = Buffer.from(`\n${mark} begin`);
  }

  get begun(): boolean {
    return this.#begun;
  }

  /** Null before the program has begun, and where its group is not known. */
  get process(): RemoteProcess | null {
    return this.#process;
  }

  /** The end of what came before, for the details of a problem. */
  get greeting(): string {
    return this.#greeting + (this.#begun ? '' : this.#held.toString('utf8'));
  }

  /** Returns the bytes that belong to the program. Throws when the greeting does not end. */
  push(chunk: Buffer): Buffer {
    if (this.#begun) return chunk;
    this.#held = Buffer.concat([this.#held, chunk]);
    const start = this.#held.indexOf(this.#start);
    const lineEnd = start < 0 ? -1 : this.#held.indexOf('\n', start + this.#start.length);
    if (lineEnd < 0) {
      if (this.#held.length > MAX_GREETING_BYTES) throw new RangeError('the login files of the account print without end');
      return Buffer.alloc(0);
    }
    const line = this.#held.toString('latin1', start + this.#start.length, Math.min(lineEnd, start + LONGEST_BEGIN));
    const [, pid, group] = /^ (\d+) (\d+)$/.exec(line) ?? [];
    // Group 0 would be the asker's own, 1 everybody's.
    this.#process = Number(group) > 1 ? { pid: Number(pid), group: Number(group) } : null;
    this.#greeting = this.#held.toString('utf8', 0, start);
    const rest = this.#held.subarray(lineEnd + 1);
    this.#held = Buffer.alloc(0);
    this.#begun = true;
    return rest;
  }
}
