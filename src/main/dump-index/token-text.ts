/** Text of one token or comment, gathered over chunk borders. Bounded: what exceeds the room is dropped, so garbage cannot fill the memory. */
export class TokenText {
  private readonly room: Buffer;
  private length = 0;

  constructor(bytes: number) {
    this.room = Buffer.allocUnsafe(bytes);
  }

  clear(): void {
    this.length = 0;
  }

  append(from: Buffer, start: number, end: number): void {
    const count = Math.min(end - start, this.room.length - this.length);
    if (count <= 0) return;
    from.copy(this.room, this.length, start, start + count);
    this.length += count;
  }

  /** A view of what was gathered, valid until the next call. */
  bytes(): Buffer {
    return this.room.subarray(0, this.length);
  }

  latin1(): string {
    return this.room.toString('latin1', 0, this.length);
  }
}
