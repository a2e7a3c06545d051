import { TextDecoder } from 'node:util';

/** Names arrive as bytes in the character set of the connection that will import the dump, the one of SET NAMES. */
export class NameDecoder {
  private single: TextDecoder | null = null;

  use(characterSet: string): void {
    // MySQL's latin1 is cp1252. Every other set a dump is written in by today's tools is UTF-8. (Sets in which a backslash can be half a character,
    // such as GBK and Shift JIS, would need more than names: they are not supported.)
    this.single = characterSet.toLowerCase() === 'latin1' ? new TextDecoder('windows-1252') : null;
  }

  decode(bytes: Buffer): string {
    return this.single === null ? bytes.toString() : this.single.decode(bytes);
  }

  /** `word`: bytes as code points, cheap for the many that are plain ASCII. */
  decodeWord(word: string): string {
    for (let index = 0; index < word.length; index++) if (word.charCodeAt(index) > 0x7f) return this.decode(Buffer.from(word, 'latin1'));
    return word;
  }
}
