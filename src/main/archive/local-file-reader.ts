import type { FileHandle } from 'node:fs/promises';
import { Reader } from '@zip.js/zip.js';

/** Lets the zip library read a file wherever it wants to, a piece at a time. Whoever opened the file closes it. */
export class LocalFileReader extends Reader<FileHandle> {
  private readonly file: FileHandle;

  constructor(file: FileHandle, size: number) {
    super(file);
    this.file = file;
    this.size = size;
  }

  override async readUint8Array(offset: number, length: number): Promise<Uint8Array> {
    const piece = new Uint8Array(Math.max(0, Math.min(length, this.size - offset)));
    let filled = 0;
    while (filled < piece.length) {
      const { bytesRead } = await this.file.read(piece, filled, piece.length - filled, offset + filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return piece.subarray(0, filled);
  }
}
