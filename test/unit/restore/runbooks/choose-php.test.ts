import { expect, test } from 'vitest';
import { choosePhp, satisfies } from '../../../../src/main/restore/runbooks/choose-php.ts';

const nothing = { handler: '', platform: '', composer: '' };
const found = (...versions: readonly string[]) =>
  versions.map((version) => ({ version, path: `/opt/plesk/php/${version.slice(0, 3)}/bin/php` }));

test.each([
  ['8.2.26', '^8.1', true],
  ['8.0.30', '^8.1', false],
  ['9.0.0', '^8.1', false],
  ['7.4.33', '^7.3|^8.0', true],
  ['7.2.1', '^7.3 || ^8.0', false],
  ['8.3.0', '>=8.1 <8.3', false],
  ['8.2.99', '>= 8.1, < 8.3', true],
  ['8.1.5', '8.1.*', true],
  ['8.2.0', '8.1.*', false],
  ['8.1.9', '~8.1.2', true],
  ['8.2.0', '~8.1.2', false],
  ['8.9.0', '~8.1', true],
  ['8.1.0', '!=8.1.0', false],
  ['7.4.3', '7.4', true],
  ['8.2.26', 'dev-main', true],
  ['8.2.26', '^8.1.0@stable', true],
])('%s answers to %s: %s', (version, constraint, answer) => {
  expect(satisfies(version, constraint)).toBe(answer);
});

test('the first that fits is taken, else the oldest that does, else the first with a word that it does not', () => {
  const choose = (versions: readonly string[], wishes: Partial<typeof nothing>) => {
    const chosen = choosePhp(found(...versions), { ...nothing, ...wishes });
    return chosen === null ? null : [chosen.php.version, chosen.fits];
  };
  expect(choose(['8.3.1', '8.1.2'], { composer: '^8.1' })).toEqual(['8.3.1', true]);
  expect(choose(['7.4.33', '8.3.1', '8.2.2'], { platform: '80200' })).toEqual(['8.2.2', true]);
  expect(choose(['7.4.33', '8.0.2'], { composer: '^8.1' })).toEqual(['7.4.33', false]);
  expect(choose(['7.4.33', '8.0.2'], {})).toEqual(['7.4.33', true]);
  expect(choose([], {})).toBeNull();
});

test('the PHP of the panel comes before what composer would take', () => {
  const all = [...found('8.3.1', '8.1.2'), { version: '8.1.9', path: '/opt/cpanel/ea-php81/root/usr/bin/php' }];
  expect(choosePhp(all, { ...nothing, handler: 'ea-php81', composer: '^8.3' })?.php.path).toBe('/opt/cpanel/ea-php81/root/usr/bin/php');
  expect(choosePhp(all, { ...nothing, handler: 'alt-php81' })?.php.version).toBe('8.1.2');
  // Not installed any more: then composer's word counts.
  expect(choosePhp(all, { ...nothing, handler: 'ea-php74', composer: '~8.1.5' })?.php.version).toBe('8.1.9');
});
