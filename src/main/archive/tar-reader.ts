import { UnreadableError, type UnreadableReason } from '../compression/unreadable-error.ts';
import { type PaxFields, parsePaxRecords } from './pax-records.ts';
import { entryOf, hasBody, type LongNames, type TarEntry } from './tar-entry.ts';
import { BLOCK_BYTES, isZeroBlock, parseTarHeader, type TarHeader } from './tar-header.ts';

/** Takes what the archive holds, in its order. Each entry that begins also ends, unless the archive stops before. */
export interface TarSink {
  begin(entry: TarEntry): unknown;
  /** The next bytes of the entry; they belong to the caller again when the call returns. */
  data(piece: Buffer): unknown;
  /** `end` is where the entry ends in the uncompressed archive, padding included. */
  end(end: number): unknown;
}

export interface TarReader {
  /** Takes the next bytes of the uncompressed archive. Throws UnreadableError with the offset of the fault, and what the sink throws. */
  push(data: Buffer): void;
  /** Call after the last push. Whether the end mark was seen; without it the archive may lack entries. Throws UnreadableError within an entry. */
  finish(): boolean;
  /** Where the last complete entry ends. */
  readonly completeBytes: number;
}

/** Beyond that no name and no set of attributes goes: a length that is larger is damage. */
const MOST_META_BYTES = 8 * 1024 * 1024;

type Meta = 'L' | 'K' | 'x' | 'g' | 'skip';
/** Within an entry, or within a header that describes others. */
type Inner =
  | { readonly at: 'body'; left: number; padding: number }
  | { readonly at: 'meta'; readonly meta: Meta; readonly parts: Buffer[]; left: number; padding: number };
type State = { readonly at: 'header' } | Inner | { readonly at: 'end' };

/**
 * Reads a tar archive in pieces of any size, names byte for byte, and keeps nothing of the files: V7, ustar, GNU and pax, with hard links and long names.
 * Sparse files and parts of several volumes are refused.
 */
export function createTarReader(sink: TarSink): TarReader {
  return new StreamingTarReader(sink);
}

class StreamingTarReader implements TarReader {
  completeBytes = 0;
  private readonly sink: TarSink;
  private state: State = { at: 'header' };
  /** Bytes taken in. */
  private offset = 0;
  private readonly block = Buffer.alloc(BLOCK_BYTES);
  private filled = 0;
  private zeroBlocks = 0;
  /** Where the headers of the next entry began; null between two entries. */
  private start: number | null = null;
  private names: LongNames = {};
  private global: PaxFields = {};
  private local: PaxFields | null = null;

  constructor(sink: TarSink) {
    this.sink = sink;
  }

  push(data: Buffer): void {
    let rest = data;
    while (rest.length > 0) rest = rest.subarray(this.take(rest));
  }

  finish(): boolean {
    if (this.state.at === 'end') return true;
    if (this.state.at !== 'header' || this.filled > 0 || this.start !== null) throw this.fault('archive-truncated', '', this.offset);
    return false;
  }

  /** Takes some of the bytes, and returns how many. */
  private take(data: Buffer): number {
    const { state } = this;
    switch (state.at) {
      case 'header':
        return this.takeBlock(data, (block) => this.header(block));
      case 'end':
        return this.takeBlock(data, (block) => {
          if (!isZeroBlock(block)) throw this.fault('archive-trailing-data', '', this.offset - BLOCK_BYTES);
        });
      case 'body':
      case 'meta': {
        const count = Math.min(data.length, state.left > 0 ? state.left : state.padding);
        this.offset += count;
        if (state.left === 0) {
          state.padding -= count;
        } else {
          if (state.at === 'body') this.sink.data(data.subarray(0, count));
          else if (state.meta !== 'skip') state.parts.push(Buffer.from(data.subarray(0, count)));
          state.left -= count;
        }
        if (state.left === 0 && state.padding === 0) this.complete(state);
        return count;
      }
    }
  }

  private takeBlock(data: Buffer, then: (block: Buffer) => void): number {
    const count = Math.min(data.length, BLOCK_BYTES - this.filled);
    this.offset += count;
    if (count === BLOCK_BYTES) {
      then(data.subarray(0, BLOCK_BYTES));
      return count;
    }
    data.copy(this.block, this.filled, 0, count);
    this.filled += count;
    if (this.filled === BLOCK_BYTES) {
      this.filled = 0;
      then(this.block);
    }
    return count;
  }

  private header(block: Buffer): void {
    const at = this.offset - BLOCK_BYTES;
    if (isZeroBlock(block)) {
      if (this.start !== null) throw this.fault('archive-corrupt', 'a header without an entry', at);
      if (++this.zeroBlocks === 2) this.state = { at: 'end' };
      return;
    }
    if (this.zeroBlocks > 0) throw this.fault('archive-corrupt', 'a single block of zeros', at - BLOCK_BYTES);
    const header = parseTarHeader(block);
    if (typeof header === 'string') throw this.fault('archive-corrupt', at === 0 ? `${header}: it is no tar archive` : header, at);
    this.start ??= at;
    const meta = metaOf(header.type);
    if (meta === null) this.begin(header, at);
    else this.beginMeta(meta, header.size, at);
  }

  private beginMeta(meta: Meta, size: number, at: number): void {
    if (meta !== 'skip' && size > MOST_META_BYTES) throw this.fault('archive-corrupt', `a name of ${size} bytes`, at);
    const state: Inner = { at: 'meta', meta, parts: [], left: size, padding: paddingOf(size) };
    this.state = state;
    if (size === 0) this.complete(state);
  }

  private begin(header: TarHeader, at: number): void {
    const pax = this.local ?? this.global;
    const entry = entryOf(header, { start: this.start ?? at, names: this.names, pax });
    if (typeof entry === 'string') throw this.fault('archive-unsupported', entry, at);
    const size = hasBody(header.type, this.local !== null) ? (pax.size ?? header.size) : 0;
    const state: Inner = { at: 'body', left: size, padding: paddingOf(size) };
    this.state = state;
    this.sink.begin(entry);
    if (size === 0) this.complete(state);
  }

  /** Everything of an entry or of a header of headers is there. */
  private complete(state: Inner): void {
    this.state = { at: 'header' };
    if (state.at === 'meta') return this.apply(state.meta, Buffer.concat(state.parts));
    this.start = null;
    this.names = {};
    this.local = null;
    this.completeBytes = this.offset;
    this.sink.end(this.offset);
  }

  private apply(meta: Meta, data: Buffer): void {
    switch (meta) {
      case 'L':
        this.names = { ...this.names, name: untilNul(data) };
        return;
      case 'K':
        this.names = { ...this.names, linkName: untilNul(data) };
        return;
      case 'x':
        this.local = this.records(data, this.local ?? this.global);
        return;
      case 'g':
        this.global = this.records(data, this.global);
        this.start = null;
        return;
      case 'skip':
        this.start = null;
    }
  }

  private records(data: Buffer, known: PaxFields): PaxFields {
    const fields = parsePaxRecords(data, known);
    if (typeof fields === 'string') throw this.fault('archive-corrupt', fields, this.offset);
    return fields;
  }

  private fault(reason: UnreadableReason, code: string, at: number): UnreadableError {
    return new UnreadableError({ reason, bytesRead: null, bytesOut: at, code });
  }
}

/** Headers that describe others. `X`: pax as Solaris had it; `A`: its access lists; `V`: the name of the volume. */
function metaOf(type: string): Meta | null {
  switch (type) {
    case 'L':
    case 'K':
    case 'x':
    case 'g':
      return type;
    case 'X':
      return 'x';
    case 'A':
    case 'V':
      return 'skip';
    default:
      return null;
  }
}

function paddingOf(size: number): number {
  return (BLOCK_BYTES - (size % BLOCK_BYTES)) % BLOCK_BYTES;
}

function untilNul(data: Buffer): Buffer {
  const end = data.indexOf(0);
  return end === -1 ? data : data.subarray(0, end);
}
