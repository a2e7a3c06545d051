import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lineWithoutSteering, withoutSteering } from '../../../src/main/support/plain-text.ts';

describe('text on its way to a terminal', () => {
  test('keeps lines, tabs, every script and emoji, and shows what would steer', () => {
    expect(withoutSteering('naïve 日本 👩\u200d💻\n\tnext\r\nlast')).toBe('naïve 日本 👩\u200d💻\n\tnext\nlast');
    expect(withoutSteering('\u001b[31m \u009b2J \r \u0007 \u007f \u202e \u2028 \u{e0001}')).toBe(
      '\\u001b[31m \\u009b2J \\u000d \\u0007 \\u007f \\u202e \\u2028 \\udb40\\udc01',
    );
    expect(lineWithoutSteering('one\ntwo\tthree')).toBe('one\\u000atwo\\u0009three');
  });

  test('leaves JSON the same document', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = JSON.stringify(value, null, 2);
        expect(JSON.parse(withoutSteering(text))).toEqual(JSON.parse(text));
      }),
    );
    expect(JSON.parse(withoutSteering(JSON.stringify({ '\u009b': '\u0085\u{e0001}' })))).toEqual({ '\u009b': '\u0085\u{e0001}' });
  });
});
