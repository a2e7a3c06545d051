import { StopFinder } from './stop-finder.ts';
import { TokenText } from './token-text.ts';

/** Crosses one quoted string or name, over as many chunks as it takes. */
export class QuotedScanner {
  readonly stops = new StopFinder();
  readonly text = new TokenText(4096);
  /** The text is wanted; else it is only crossed. */
  captures = false;
  /** The end was passed by the last call. */
  done = false;
  private quote = 0;
  /** The byte behind a backslash lies in the next chunk. */
  private skips = false;
  /** Behind the closing quote of a name; another quote would continue it. */
  private closing = false;

  begin(quote: number, captures: boolean): void {
    this.quote = quote;
    this.captures = captures;
    this.skips = false;
    this.closing = false;
    if (captures) this.text.clear();
  }

  /** A string literal. `''` inside is read as the end of one string and the beginning of the next: for counting that is the same. */
  string(buffer: Buffer, from: number, end: number, escapes: boolean): number {
    this.done = false;
    let at = from;
    if (this.skips) {
      this.skips = false;
      if (this.captures) this.text.append(buffer, at, at + 1);
      at++;
    }
    while (at < end) {
      const stop = this.stops.inString(buffer, at, end, this.quote, escapes);
      if (this.captures) this.text.append(buffer, at, stop);
      at = stop;
      if (at === end) return end;
      if (buffer[at] === this.quote) {
        this.done = true;
        return at + 1;
      }
      if (this.captures) this.text.append(buffer, at, at + 2 < end ? at + 2 : end);
      at += 2;
    }
    this.skips = at > end;
    return end;
  }

  /** A quoted name, in which a doubled quote stands for one. Its end is known by the byte behind it. */
  name(buffer: Buffer, from: number, end: number): number {
    this.done = false;
    let at = from;
    while (at < end) {
      if (this.closing) {
        if (buffer[at] !== this.quote) {
          this.done = true;
          return at;
        }
        this.closing = false;
        if (this.captures) this.text.append(buffer, at, at + 1);
        at++;
      }
      const close = buffer.indexOf(this.quote, at);
      const stop = close === -1 ? end : close;
      if (this.captures) this.text.append(buffer, at, stop);
      this.closing = close !== -1;
      at = close === -1 ? end : close + 1;
    }
    return end;
  }
}
