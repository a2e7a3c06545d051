import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { quote } from '../../../src/main/servers/ssh/quote.ts';

describe('quote', () => {
  test('gives a real sh exactly the words it was given', () => {
    const word = fc.string({ unit: 'binary', maxLength: 40 }).map((text) => text.replaceAll('\0', ''));
    fc.assert(
      fc.property(
        fc.array(fc.oneof(word, fc.constantFrom('', "'", "''", "\\'", '$(id)', '`id`', '\n', '-n', '*')), { minLength: 1, maxLength: 8 }),
        (words) => {
          const output = execFileSync('sh', ['-c', `printf '%s\\001' ${words.map(quote).join(' ')}`], { encoding: 'utf8' });
          expect(output.split('\u0001').slice(0, -1)).toEqual(words.flatMap((each) => each.split('\u0001')));
        },
      ),
      { numRuns: 100 },
    );
  });

  test('refuses what cannot be an argument', () => {
    expect(() => quote('a\0b')).toThrow(RangeError);
  });
});
