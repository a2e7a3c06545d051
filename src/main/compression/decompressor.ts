import { setImmediate } from 'node:timers/promises';
import zlib from 'node:zlib';
import unbzip2Stream from 'unbzip2-stream';
import type { Compression } from '../../shared/model/preflight.ts';
import { UnreadableError, type UnreadableReason } from './unreadable-error.ts';

/** Takes compressed chunks one after the other; what comes out goes to the consumer given at creation, in order. */
export interface Decompressor {
  /** Resolves when the chunk is no longer needed. Rejects with UnreadableError. One call at a time. */
  write(chunk: Buffer): Promise<void>;
  /** Resolves when everything has come out and the stream proved complete. Rejects with UnreadableError. */
  end(): Promise<void>;
  /** Instead of `end`, for a stream that was cut off: resolves when all that can be had of it has come out. */
  stop(): Promise<void>;
  /** Gives up: nothing comes out any more, what is pending rejects. */
  close(): void;
}

/** While a promise is pending nothing more comes out, and memory stays bounded. What it throws or rejects with, `write`, `end` and `stop` reject with. */
export type Consume = (data: Buffer) => void | Promise<void>;

/** Each piece costs a change of threads, so fewer are faster; but larger ones pile up as garbage (16, 32, 64 KiB: 190, 210, 230 MB/s; 60, 80, 105 MB). */
const PIECE_BYTES = 32 * 1024;
const ZSTD_MAGIC = Buffer.from([0x28, 0xb5, 0x2f, 0xfd]);
/** Skippable frames: 0x184D2A50 to 0x184D2A5F, little endian. */
const SKIPPABLE_TAIL = Buffer.from([0x2a, 0x4d, 0x18]);

/** Whether this runtime can decompress it: Node knows zstd from 22.15 on. */
export function canDecompress(compression: Compression): boolean {
  switch (compression) {
    case 'none':
    case 'gzip':
    case 'bzip2':
      return true;
    case 'zstd':
      return typeof zlib.createZstdDecompress === 'function';
  }
}

export function createDecompressor(compression: Compression, consume: Consume): Decompressor {
  switch (compression) {
    case 'none':
      return { write: async (chunk) => consume(chunk), end: async () => {}, stop: async () => {}, close: () => {} };
    case 'gzip':
      return new FramedDecompressor(
        () => zlib.createGunzip({ chunkSize: PIECE_BYTES }),
        () => false,
        consume,
      );
    case 'zstd':
      if (!canDecompress('zstd')) throw new UnreadableError({ reason: 'unsupported', bytesRead: 0, bytesOut: 0, code: 'zstd' });
      return new FramedDecompressor(() => zlib.createZstdDecompress({ chunkSize: PIECE_BYTES }), startsZstdFrame, consume);
    case 'bzip2':
      return new Bzip2Decompressor(consume);
  }
}

type ZlibStream = zlib.Gunzip | zlib.ZstdDecompress;

/** gzip and zstd by node:zlib. Files of several members or frames (pigz, pzstd, cat) are read to the last. */
class FramedDecompressor implements Decompressor {
  private readonly create: () => ZlibStream;
  /** Whether a rest that the stream left untouched begins another frame: node's zstd stops at a frame's end, its gzip goes on by itself. */
  private readonly continues: (rest: Buffer) => boolean;
  private readonly consume: Consume;
  private stream: ZlibStream;
  private ended: Promise<void>;
  private bytesRead = 0;
  private bytesOut = 0;
  private fed = 0;
  /** The first bytes of a frame, too few to tell what it is. */
  private held = Buffer.alloc(0);
  private consuming: Promise<void> | null = null;
  /** Rejects the write that is under way; does nothing when there is none. */
  private failWrite: (error: unknown) => void = () => {};
  /** Why the consumer wants no more. */
  private refusal: { readonly error: unknown } | null = null;

  constructor(create: () => ZlibStream, continues: (rest: Buffer) => boolean, consume: Consume) {
    this.create = create;
    this.continues = continues;
    this.consume = consume;
    [this.stream, this.ended] = this.open();
  }

  async write(chunk: Buffer): Promise<void> {
    this.bytesRead += chunk.length;
    let rest = this.held.length === 0 ? chunk : Buffer.concat([this.held, chunk]);
    this.held = Buffer.alloc(0);
    for (;;) {
      await this.feed(rest);
      const left = this.fed - this.stream.bytesWritten;
      if (left === 0) return;
      // The stream came to its end within the chunk.
      await this.ended;
      rest = rest.subarray(rest.length - left);
      [this.stream, this.ended] = this.open();
      this.fed = 0;
      if (rest.length < ZSTD_MAGIC.length) {
        this.held = Buffer.from(rest);
        return;
      }
      if (!this.continues(rest)) throw this.fault('trailing-data', '');
    }
  }

  async end(): Promise<void> {
    if (this.held.length > 0) throw this.fault('trailing-data', '');
    // An error at the end would throw away what waits for the consumer.
    await this.drain();
    this.stream.end();
    await this.ended;
  }

  async stop(): Promise<void> {
    await this.drain();
    this.close();
  }

  /** Each write waited until the stream had put out all it could; what is left lies between it and the consumer. */
  private async drain(): Promise<void> {
    while (this.consuming !== null || this.stream.readableLength > 0) {
      if (this.stream.destroyed) await this.ended;
      await (this.consuming ?? setImmediate());
    }
    if (this.refusal !== null) throw this.refusal.error;
  }

  close(): void {
    this.refuse(new DOMException('The decompression was given up.', 'AbortError'));
  }

  private refuse(error: unknown): void {
    this.refusal ??= { error };
    this.stream.destroy(error instanceof Error ? error : new Error(String(error)));
  }

  private take(stream: ZlibStream, data: Buffer): void {
    this.bytesOut += data.length;
    try {
      const consuming = this.consume(data);
      if (consuming === undefined) return;
      stream.pause();
      this.consuming = consuming.then(
        () => {
          this.consuming = null;
          stream.resume();
        },
        (error: unknown) => {
          this.consuming = null;
          this.refuse(error);
        },
      );
    } catch (error) {
      this.refuse(error);
    }
  }

  private open(): [ZlibStream, Promise<void>] {
    const stream = this.create();
    stream.on('data', (data: Buffer) => this.take(stream, data));
    const ended = new Promise<void>((resolve, reject) => {
      stream.once('end', resolve);
      stream.once('error', (cause: NodeJS.ErrnoException) => {
        const error = this.refusal === null ? this.faultOf(cause) : this.refusal.error;
        reject(error);
        this.failWrite(error);
      });
    });
    // Looked at by every write; a fault between two writes must not count as unhandled.
    ended.catch(() => {});
    return [stream, ended];
  }

  private async feed(chunk: Buffer): Promise<void> {
    this.fed += chunk.length;
    if (this.stream.destroyed) await this.ended;
    const { promise: taken, resolve, reject } = Promise.withResolvers<void>();
    // Not a race with `ended`: a promise that outlives every write would hold each chunk until the stream ends.
    this.failWrite = reject;
    // The stream's error, not the callback's, says what went wrong.
    this.stream.write(chunk, (error) => (error ? undefined : resolve()));
    await taken;
    this.failWrite = () => {};
  }

  private faultOf(cause: NodeJS.ErrnoException): UnreadableError {
    const code = cause.code ?? '';
    if (code === 'Z_BUF_ERROR') return this.fault('truncated', code, cause);
    const isForeign = cause.message === 'incorrect header check' || code === 'ZSTD_error_prefix_unknown';
    return this.fault(isForeign && this.bytesOut > 0 ? 'trailing-data' : 'corrupt', code, cause);
  }

  private fault(reason: UnreadableReason, code: string, cause?: unknown): UnreadableError {
    return new UnreadableError({ reason, bytesRead: this.bytesRead, bytesOut: this.bytesOut, code }, { cause });
  }
}

/** A rest of four bytes or more behind a complete frame. */
function startsZstdFrame(rest: Buffer): boolean {
  if (rest.subarray(0, 4).equals(ZSTD_MAGIC)) return true;
  return (rest[0]! & 0xf0) === 0x50 && rest.subarray(1, 4).equals(SKIPPABLE_TAIL);
}

/** bzip2 by a package, as node has none. It works synchronously: what a write makes available comes out before the write returns. */
class Bzip2Decompressor implements Decompressor {
  private readonly stream = unbzip2Stream();
  private bytesRead = 0;
  private bytesOut = 0;
  private failure: Error | null = null;
  private readonly consume: Consume;
  private readonly ready: Buffer[] = [];

  constructor(consume: Consume) {
    this.consume = consume;
    this.stream.on('data', (data: Buffer) => {
      this.bytesOut += data.length;
      this.ready.push(data);
    });
    this.stream.on('error', (cause: Error) => (this.failure ??= cause));
  }

  async write(chunk: Buffer): Promise<void> {
    this.bytesRead += chunk.length;
    // The package keeps the chunk until its block is complete; the caller may reuse it.
    this.stream.write(Buffer.from(chunk));
    await this.deliver();
    if (this.failure !== null) throw this.fault(this.failure);
  }

  async end(): Promise<void> {
    if (this.bytesRead === 0) throw this.fault(new Error('input stream ended prematurely'));
    this.stream.end();
    await this.deliver();
    if (this.failure !== null) throw this.fault(this.failure);
  }

  async stop(): Promise<void> {}

  close(): void {
    this.ready.length = 0;
  }

  private async deliver(): Promise<void> {
    for (let data = this.ready.shift(); data !== undefined; data = this.ready.shift()) await this.consume(data);
  }

  private fault(cause: Error): UnreadableError {
    // Behind the last byte the package reads from `undefined`: a TypeError.
    const isShort = cause instanceof TypeError || /prematurely/.test(cause.message);
    const isForeign = this.bytesOut > 0 && /magic number/.test(cause.message);
    const reason = isShort ? 'truncated' : isForeign ? 'trailing-data' : 'corrupt';
    return new UnreadableError({ reason, bytesRead: this.bytesRead, bytesOut: this.bytesOut, code: cause.message }, { cause });
  }
}
