import { describe, expect, it } from 'vitest';
import { parseEnv } from '../../../src/main/sites/env/parse-env.ts';

function laravel(source: string): Record<string, string> {
  return Object.fromEntries(parseEnv(source, 'laravel').values);
}

function django(source: string): Record<string, string> {
  return Object.fromEntries(parseEnv(source, 'django').values);
}

describe('reading the settings file of a Laravel site', () => {
  it('reads plain, quoted, exported, spaced, empty and unset entries', () => {
    const source = ['A=1', 'export B=two', ' C = three ', 'D="four five"', "E='six # seven'", 'F=', 'G=1', 'G', 'H=""', 'I.J-K=x'].join(
      '\n',
    );
    expect(laravel(source)).toEqual({ A: '1', B: 'two', C: 'three', D: 'four five', E: 'six # seven', F: '', H: '', 'I.J-K': 'x' });
  });

  it('ends an unquoted value at white space or at #, and takes the rest as a comment', () => {
    expect(laravel('A=pass#word\nB=one # two\nC="p#w" # three\n# D=4')).toEqual({ A: 'pass', B: 'one', C: 'p#w' });
  });

  it('knows the escapes of double quotes and none of single quotes', () => {
    expect(laravel('A="p#w d\\$x\'\\"q\\\\ \\n"\nB=\'\\n\\\\\'')).toEqual({ A: 'p#w d$x\'"q\\ \n', B: '\\n\\\\' });
  });

  it('puts values of earlier entries in place of ${NAME}, except in single quotes and behind a backslash', () => {
    const source = 'A=one\nB="${A}-two"\nC=${A}\nD=\'${A}\'\nE="\\${A}"\nF="${UNKNOWN}"\nG="$A"';
    expect(laravel(source)).toEqual({ A: 'one', B: 'one-two', C: 'one', D: '${A}', E: '${A}', F: '${UNKNOWN}', G: '$A' });
  });

  it('reads CRLF lines, a byte order mark and values over several lines', () => {
    expect(laravel('\uFEFFA=1\r\nB="x\r\ny"\r\nC=3')).toEqual({ A: '1', B: 'x\ny', C: '3' });
  });

  it('names the lines it cannot read by number, and reads the others', () => {
    const env = parseEnv('A=1\nB=two words\nC="closed" rest\n=x\nD=4\nE="never closed\nF=6', 'laravel');
    expect(Object.fromEntries(env.values)).toEqual({ A: '1', D: '4' });
    expect(env.unreadableLines).toEqual([2, 3, 4, 6]);
  });
});

describe('reading the settings file of a Django site', () => {
  it('keeps # inside an unquoted value and takes white space followed by # as a comment', () => {
    expect(django('A=pass#word\nB=one two # three\nC= # nothing')).toEqual({ A: 'pass#word', B: 'one two', C: '' });
  });

  it("knows \\' in single quotes and defaults in ${NAME:-default}", () => {
    expect(django("A='it\\'s'\nB=${MISSING:-fallback}\nC=x\nD=${C:-fallback}")).toEqual({ A: "it's", B: 'fallback', C: 'x', D: 'x' });
  });
});
