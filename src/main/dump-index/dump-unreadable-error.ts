/**
 * `truncated`: the compressed stream stops before its end. `corrupt`: its own checks fail. `trailing-data`: something that is not compressed data
 * follows a complete stream. `unsupported`: this runtime cannot decompress it at all.
 */
export type UnreadableReason = 'truncated' | 'corrupt' | 'trailing-data' | 'unsupported';

export interface Unreadable {
  readonly reason: UnreadableReason;
  /** Compressed bytes taken in when reading stopped; the fault lies at or before that point. */
  readonly bytesRead: number;
  /** Decompressed bytes that came out before. */
  readonly bytesOut: number;
  /** As the decompressor calls it, `Z_DATA_ERROR`; empty when it has no name. */
  readonly code: string;
}

const TEXT: Readonly<Record<UnreadableReason, string>> = {
  truncated: 'The compressed data stops before its end',
  corrupt: 'The compressed data is damaged',
  'trailing-data': 'Foreign data follows the compressed data',
  unsupported: 'This computer cannot open this compression',
};

/** The bytes of an artifact cannot be decompressed. Callers map it to a problem of their own area. */
export class DumpUnreadableError extends Error {
  override readonly name = 'DumpUnreadableError';
  readonly unreadable: Unreadable;

  constructor(unreadable: Unreadable, options?: ErrorOptions) {
    const code = unreadable.code === '' ? '' : `, ${unreadable.code}`;
    super(`${TEXT[unreadable.reason]} (after ${unreadable.bytesRead} bytes, ${unreadable.bytesOut} decompressed${code}).`, options);
    this.unreadable = unreadable;
  }
}
