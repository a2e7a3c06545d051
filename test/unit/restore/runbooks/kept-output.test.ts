import { expect, test } from 'vitest';
import { hideSecrets, secretValues } from '../../../../src/main/restore/runbooks/hide-secrets.ts';
import { keepOutput } from '../../../../src/main/restore/runbooks/kept-output.ts';

const keep = (chunks: readonly string[], hidden: readonly string[] = []) => {
  const kept = keepOutput();
  for (const chunk of chunks) kept.push(Buffer.from(chunk));
  return kept.text((text) => hideSecrets(text, hidden));
};

test('an output that fits is kept whole, however it came in', () => {
  const text = Array.from({ length: 900 }, (_, n) => `line ${n}`).join('\n');
  expect(keep(text.split(/(?<=.)/))).toBe(text);
  expect(keep([text])).toBe(text);
});

test('of a longer one the beginning and the end are kept, below the 20 kB of a journal', () => {
  for (const pieces of [1, 7, 1000]) {
    const whole = `first ${'xyz\n'.repeat(25_000)}last`;
    const size = Math.ceil(whole.length / pieces);
    const text = keep(Array.from({ length: pieces }, (_, n) => whole.slice(n * size, (n + 1) * size)));
    expect(text).toMatch(/^first (?:xyz\n)+x?y?z?\n\[the middle of the output is left out\]\n(?:x?y?z?\n)+last$/);
    expect(text.length).toBeLessThan(20_000);
  }
});

test('a secret at the place where the output is cut leaves no part of itself', () => {
  const secret = 'Hidden-Password-1234567890';
  for (const length of [8_990, 8_999, 17_170, 17_180, 17_190]) {
    const text = keep([`${spaced('a', length)}${secret}${spaced('b', 60_000)}${secret}${spaced('c', length)}`], [secret]);
    for (let size = 8; size <= secret.length; size += 1) expect(text).not.toContain(secret.slice(0, size));
    for (let from = 1; from <= secret.length - 8; from += 1) expect(text).not.toContain(secret.slice(from));
  }
});

const spaced = (letter: string, length: number) => `${letter.repeat(9)} `.repeat(length / 10 + 1).slice(0, length);

test('a text that is made to hurt takes no time', () => {
  const hostile = [
    'x'.repeat(500_000),
    'a-'.repeat(250_000),
    'mysql '.repeat(80_000),
    'password="'.repeat(50_000),
    'https://a:'.repeat(50_000),
  ];
  const began = performance.now();
  for (const text of hostile) hideSecrets(text, []);
  expect(performance.now() - began).toBeLessThan(5_000);
  expect(hideSecrets(`DB_PASSWORD=${'s'.repeat(3_000)}`, [])).not.toContain('sss');
});

test('what draws on a terminal is left out', () => {
  expect(keep(['\u001b[32mDONE\u001b[39m\r\n 10%\r 50%\r100%\nend\u0007\u0000'])).toBe('DONE\n100%\nend');
});

test('values of settings with names of secrets are hidden in every form, those of others are not', () => {
  const env = new Map([
    ['DB_PASSWORD', 'p#w "d$x'],
    ['APP_KEY', 'base64:AAAABBBBCCCCDDDDEEEE1234='],
    ['REDIS_URL', 'redis://:r%40dis-pass@host:6379'],
    ['APP_URL', 'https://shop.example'],
    ['DB_USERNAME', 'aurora-user'],
    ['REDIS_PASSWORD', 'null'],
  ]);
  const values = secretValues(env);
  const hide = (text: string) => hideSecrets(text, values);
  expect(hide('x p#w "d$x y')).toBe('x [redacted] y');
  expect(hide(String.raw`"p#w \"d\$x"`)).toBe('"[redacted]"');
  expect(hide(JSON.stringify({ a: 'p#w "d$x' }))).toBe('{"a":"[redacted]"}');
  expect(hide(encodeURIComponent('p#w "d$x'))).toBe('[redacted]');
  expect(hide('AAAABBBBCCCCDDDDEEEE1234=')).toBe('[redacted]');
  expect(hide('r@dis-pass')).toBe('[redacted]');
  expect(hide('aurora-user https://shop.example null')).toBe('aurora-user https://shop.example null');
});
