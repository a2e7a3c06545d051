/**
 * `truncated`: the compressed stream stops before its end. `corrupt`: its own checks fail. `trailing-data`: something that is not compressed data
 * follows a complete stream. `unsupported`: this runtime cannot decompress it at all. The same with `archive-`: the compression is sound (or there is
 * none), but what comes out is no complete archive, no archive at all, or one of a kind that is not read here.
 */
export type UnreadableReason =
  | 'truncated'
  | 'corrupt'
  | 'trailing-data'
  | 'unsupported'
  | 'archive-truncated'
  | 'archive-corrupt'
  | 'archive-trailing-data'
  | 'archive-unsupported';

export interface Unreadable {
  readonly reason: UnreadableReason;
  /** Compressed bytes taken in when reading stopped; the fault lies at or before that point. Null where only the archive within was looked at. */
  readonly bytesRead: number | null;
  /** Decompressed bytes before the fault. */
  readonly bytesOut: number;
  /** What exactly: as the decompressor calls it, `Z_DATA_ERROR`, or in words; empty when it has no name. */
  readonly code: string;
}

const TEXT: Readonly<Record<UnreadableReason, string>> = {
  truncated: 'The compressed data stops before its end',
  corrupt: 'The compressed data is damaged',
  'trailing-data': 'Foreign data follows the compressed data',
  unsupported: 'This computer cannot open this compression',
  'archive-truncated': 'The archive stops before its end',
  'archive-corrupt': 'The archive is damaged',
  'archive-trailing-data': 'Foreign data follows the archive',
  'archive-unsupported': 'The archive holds something that cannot be read',
};

/** The bytes of an artifact cannot be decompressed, or are no archive. Callers map it to a problem of their own area. */
export class UnreadableError extends Error {
  override readonly name = 'UnreadableError';
  readonly unreadable: Unreadable;

  constructor(unreadable: Unreadable, options?: ErrorOptions) {
    super(messageOf(unreadable), options);
    this.unreadable = unreadable;
  }
}

function messageOf({ reason, bytesRead, bytesOut, code }: Unreadable): string {
  const where = bytesRead === null ? `at byte ${bytesOut}` : `after ${bytesRead} bytes, ${bytesOut} decompressed`;
  return `${TEXT[reason]} (${where}${code === '' ? '' : `, ${code}`}).`;
}
