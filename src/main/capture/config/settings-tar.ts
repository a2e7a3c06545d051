import type { ConfigFile } from './config-answer.ts';

const BLOCK = 512;
/** Names of the classic header; longer ones go into a pax record before it. */
const NAME_BYTES = 100;

/** The files as a tar (ustar, pax where a name is long), readable by their owner alone when taken out. `mtimeMs`: since the epoch, for all of them. */
export function* settingsTar(files: readonly ConfigFile[], mtimeMs: number): Generator<Buffer> {
  const seconds = Math.floor(mtimeMs / 1000);
  for (const { name, data } of files) {
    const bytes = Buffer.from(name);
    if (bytes.length > NAME_BYTES) {
      const record = paxRecord('path', name);
      yield* entry({ name: Buffer.from('pax-header'), type: 'x', data: record, seconds });
    }
    yield* entry({ name: bytes.subarray(0, NAME_BYTES), type: '0', data, seconds });
  }
  yield Buffer.alloc(2 * BLOCK);
}

interface Entry {
  readonly name: Buffer;
  readonly type: '0' | 'x';
  readonly data: Buffer;
  readonly seconds: number;
}

function* entry({ name, type, data, seconds }: Entry): Generator<Buffer> {
  const header = Buffer.alloc(BLOCK);
  name.copy(header);
  header.write('0000600\0', 100);
  header.write('0000000\0', 108);
  header.write('0000000\0', 116);
  header.write(octal(data.length), 124);
  header.write(octal(seconds), 136);
  header.write('        ', 148);
  header.write(type, 156);
  header.write('ustar\x0000', 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  yield header;
  if (data.length > 0) yield data;
  const rest = data.length % BLOCK;
  if (rest > 0) yield Buffer.alloc(BLOCK - rest);
}

function octal(value: number): string {
  return `${value.toString(8).padStart(11, '0')}\0`;
}

/** `LENGTH key=value\n`, where the length counts itself. */
function paxRecord(key: string, value: string): Buffer {
  const rest = Buffer.byteLength(` ${key}=${value}\n`);
  let length = rest + String(rest).length;
  if (rest + String(length).length !== length) length = rest + String(length).length;
  return Buffer.from(`${length} ${key}=${value}\n`);
}
