const KEPT_BYTES = 16 * 1024;
const NEWLINE = 10;

/**
 * The stderr of a remote program: lines that begin with the mark are reports, everything else is what its tools said, of which the last
 * 16 kB are kept. What login files printed before the program began is dropped, and so are empty lines (each report brings one).
 */
export class ErrorLines {
  readonly #mark: string;
  readonly #reports: string[] = [];
  #line = Buffer.alloc(0);
  #kept = Buffer.alloc(0);

  constructor(mark: string) {
    this.#mark = `${mark} `;
  }

  get reports(): readonly string[] {
    return this.#reports;
  }

  push(chunk: Buffer): void {
    let from = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, from)) {
      this.#take(Buffer.concat([this.#line, chunk.subarray(from, end)]));
      this.#line = Buffer.alloc(0);
      from = end + 1;
    }
    // A progress bar is one endless line.
    this.#line = Buffer.concat([this.#line, chunk.subarray(from)]).subarray(-KEPT_BYTES);
  }

  /** What the tools said, up to now. */
  text(): string {
    return Buffer.concat([this.#kept, this.#line]).toString('utf8').trim();
  }

  #take(line: Buffer): void {
    if (line.length === 0) return;
    const text = line.toString('utf8');
    if (!text.startsWith(this.#mark)) {
      this.#kept = Buffer.concat([this.#kept, line, Buffer.of(NEWLINE)]).subarray(-KEPT_BYTES);
      return;
    }
    const report = text.slice(this.#mark.length);
    if (report === 'begin') this.#kept = Buffer.alloc(0);
    else this.#reports.push(report);
  }
}
