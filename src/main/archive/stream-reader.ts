import { Reader } from '@zip.js/zip.js';

/** The bytes of a zip that can be read from any of them on, as those of a copy in any place. */
export interface ZipBytes {
  readonly size: number;
  /** Ends only when all of them came; a cut line throws. */
  read(from: number): AsyncIterable<Buffer>;
}

/** Over so many bytes a stream is read on rather than asked for anew: a new request to a server takes longer. */
const READ_OVER = 1024 * 1024;

interface OpenStream {
  readonly chunks: AsyncIterator<Buffer>;
  /** Where `rest` begins in the zip. */
  at: number;
  /** What was read and not given yet. */
  rest: Buffer;
}

/** Lets the zip library read bytes that come as a stream: one stream is kept open and read on, as an entry is read from its beginning to its end. */
export class StreamReader extends Reader<ZipBytes> {
  private readonly bytes: ZipBytes;
  private stream: OpenStream | null = null;
  /** One read after the other: an entry that is given up may still have one under way. */
  private turn: Promise<unknown> = Promise.resolve();

  constructor(bytes: ZipBytes) {
    super(bytes);
    this.bytes = bytes;
    this.size = bytes.size;
  }

  override readUint8Array(offset: number, length: number): Promise<Uint8Array> {
    const piece = this.turn.then(() => this.pieceOf(offset, Math.max(0, Math.min(length, this.size - offset))));
    this.turn = piece.catch(() => {});
    return piece;
  }

  /** Never throws. */
  async close(): Promise<void> {
    await this.turn;
    await this.leave();
  }

  private async pieceOf(offset: number, length: number): Promise<Uint8Array> {
    const piece = new Uint8Array(length);
    if (length === 0) return piece;
    try {
      const stream = await this.streamAt(offset);
      let filled = 0;
      while (filled < length) {
        if (stream.rest.length === 0 && !(await readOn(stream))) break;
        const part = stream.rest.subarray(0, length - filled);
        piece.set(part, filled);
        filled += part.length;
        give(stream, part.length);
      }
      return piece.subarray(0, filled);
    } catch (error) {
      await this.leave();
      throw error;
    }
  }

  private async streamAt(offset: number): Promise<OpenStream> {
    const { stream } = this;
    if (stream !== null && offset >= stream.at && offset - stream.at <= READ_OVER) {
      while (stream.at < offset) {
        if (stream.rest.length === 0 && !(await readOn(stream))) break;
        give(stream, Math.min(stream.rest.length, offset - stream.at));
      }
      if (stream.at === offset) return stream;
    }
    await this.leave();
    this.stream = { chunks: this.bytes.read(offset)[Symbol.asyncIterator](), at: offset, rest: Buffer.alloc(0) };
    return this.stream;
  }

  private async leave(): Promise<void> {
    const { stream } = this;
    this.stream = null;
    try {
      await stream?.chunks.return?.();
    } catch {
      // It is not read any more.
    }
  }
}

async function readOn(stream: OpenStream): Promise<boolean> {
  const next = await stream.chunks.next();
  if (next.done === true) return false;
  stream.rest = next.value;
  return true;
}

function give(stream: OpenStream, bytes: number): void {
  stream.rest = stream.rest.subarray(bytes);
  stream.at += bytes;
}
