import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ErrorLines } from '../../../src/main/servers/ssh/error-lines.ts';
import { OutputFrame } from '../../../src/main/servers/ssh/output-frame.ts';
import { windowSizeFor } from '../../../src/main/servers/ssh/receive-window.ts';

const MARK = `hf${'0123456789abcdef'.repeat(2)}`;

function cut(bytes: Buffer, sizes: readonly number[]): Buffer[] {
  const pieces: Buffer[] = [];
  let from = 0;
  for (const size of sizes) {
    pieces.push(bytes.subarray(from, from + size));
    from += size;
  }
  return [...pieces, bytes.subarray(from)];
}

describe('the output of a remote program', () => {
  test('is found behind any greeting, however the bytes are cut', () => {
    const bytes = fc.uint8Array({ maxLength: 200 }).map((each) => Buffer.from(each));
    fc.assert(
      fc.property(bytes, bytes, fc.array(fc.nat(60), { maxLength: 8 }), (greeting, data, sizes) => {
        const frame = new OutputFrame(MARK);
        const all = Buffer.concat([greeting, Buffer.from(`\n${MARK} begin 4711 4710\n`), data]);
        const got = Buffer.concat(cut(all, sizes).map((piece) => frame.push(piece)));
        expect({ got, process: frame.process, begun: frame.begun }).toEqual({
          got: data,
          process: { pid: 4711, group: 4710 },
          begun: true,
        });
      }),
    );
  });

  test('has no process to signal where the server does not say which: never group 0 or 1', () => {
    for (const said of ['4711 0', '4711 1', '', ' -1 -1', '4711']) {
      const frame = new OutputFrame(MARK);
      frame.push(Buffer.from(`\n${MARK} begin ${said}\n`));
      expect([frame.begun, frame.process]).toEqual([true, null]);
    }
  });

  test('is given up when login files print without end', () => {
    const frame = new OutputFrame(MARK);
    expect(() => {
      for (let n = 0; n < 20; n += 1) frame.push(Buffer.alloc(100_000, 'x'));
    }).toThrow('without end');
  });
});

describe('the complaints of a remote program', () => {
  test('keep reports apart from what tools say, and what login files said away, however the bytes are cut', () => {
    const text = `stty: no tty\n\n${MARK} begin\nfirst warning\n\n${MARK} stage dump 0\nsecond warning without end`;
    fc.assert(
      fc.property(fc.array(fc.nat(30), { maxLength: 12 }), (sizes) => {
        const lines = new ErrorLines(MARK);
        for (const piece of cut(Buffer.from(text), sizes)) lines.push(piece);
        expect([lines.reports, lines.text()]).toEqual([['stage dump 0'], 'first warning\nsecond warning without end']);
      }),
    );
  });

  test('cannot forge a report without the mark', () => {
    const lines = new ErrorLines(MARK);
    lines.push(Buffer.from('hf0 stage dump 0\nstage dump 0\n'));
    expect(lines.reports).toEqual([]);
  });
});

test('the receive window grows with the round trip and stays within its bounds', () => {
  const mib = 1024 * 1024;
  expect([0, 5, 150, 10_000].map(windowSizeFor)).toEqual([4 * mib, 4 * mib, 32 * mib, 32 * mib]);
  expect(windowSizeFor(50)).toBeGreaterThan(10 * mib);
  expect(windowSizeFor(Number.POSITIVE_INFINITY)).toBe(32 * mib);
});
