import { describe, expect, it } from 'vitest';
import { chooseCompression, readableHere } from '../../../src/main/capture/database/choose-compression.ts';
import type { Compression } from '../../../src/shared/model/preflight.ts';

const all: ReadonlySet<Compression> = new Set<Compression>(['gzip', 'zstd', 'bzip2', 'none']);
const some = (...names: Compression[]): ReadonlySet<Compression> => new Set(names);

describe('choosing the compression', () => {
  it('takes the best both ends have when nothing is wished', () => {
    expect(chooseCompression(null, all, all)).toBe('zstd');
    expect(chooseCompression(null, all, some('gzip', 'none'))).toBe('gzip');
    expect(chooseCompression(null, some('bzip2', 'none'), all)).toBe('none');
  });

  it('takes the wish, or says what there is', () => {
    expect(chooseCompression('bzip2', all, all)).toBe('bzip2');
    expect(() => chooseCompression('zstd', some('gzip', 'none'), all)).toThrow('Asked for zstd; both ends have gzip, none.');
  });

  it('reads zstd here, because this Node has it', () => {
    expect(readableHere().has('zstd')).toBe(true);
  });
});
