import { expect, test } from 'vitest';
import { editEnv, type EnvSite } from '../../../../../src/main/restore/database/swap/edit-env.ts';

const LARAVEL: EnvSite = { profile: 'laravel', framework: 'Laravel 10.1' };
const TO = 'shop__hf_0123456789ab';

function edited(text: string, site = LARAVEL, from = 'shop', to = TO): string {
  const edit = editEnv(Buffer.from(text), site, from, to);
  return edit.state === 'changed' ? edit.bytes.toString() : edit.state;
}

test.each([
  ['DB_USERNAME=u\nDB_DATABASE=shop\nX=shop\n', `DB_USERNAME=u\nDB_DATABASE=${TO}\nX=shop\n`],
  ['DB_USERNAME=u\r\nDB_DATABASE="shop" # the shop\r\n', `DB_USERNAME=u\r\nDB_DATABASE="${TO}" # the shop\r\n`],
  [`export DB_DATABASE='shop'\nDB_USERNAME=u`, `export DB_DATABASE='${TO}'\nDB_USERNAME=u`],
  // The last one decides.
  ['DB_DATABASE=shop\nDB_USERNAME=u\n  DB_DATABASE = shop', `DB_DATABASE=shop\nDB_USERNAME=u\n  DB_DATABASE = ${TO}`],
  [
    '#DB_DATABASE=shop\nDB_DATABASE=shop\n#DB_DATABASE=shop\nDB_USERNAME=u',
    `#DB_DATABASE=shop\nDB_DATABASE=${TO}\n#DB_DATABASE=shop\nDB_USERNAME=u`,
  ],
  // Not a line of its own, but a part of a value over several.
  ['DB_DATABASE=shop\nDB_USERNAME=u\nKEY="a\nDB_DATABASE=shop\nb"\n', `DB_DATABASE=${TO}\nDB_USERNAME=u\nKEY="a\nDB_DATABASE=shop\nb"\n`],
  ['DATABASE_URL=mysql://u:p%23@h:3306/shop?charset=utf8\n', `DATABASE_URL=mysql://u:p%23@h:3306/${TO}?charset=utf8\n`],
])('changes the line that decides: %j', (text, expected) => {
  expect(edited(text)).toBe(expected);
});

test('reads the names Django projects use', () => {
  expect(edited('DB_USER=u\nDB_NAME=shop\n', { profile: 'django', framework: null })).toBe(`DB_USER=u\nDB_NAME=${TO}\n`);
});

test('keeps bytes that are no UTF-8, and names that are more than ASCII', () => {
  const before = Buffer.concat([Buffer.from('A='), Buffer.from([0xff, 0xfe]), Buffer.from('\nDB_USERNAME=u\nDB_DATABASE=größe\n')]);
  const edit = editEnv(before, LARAVEL, 'größe', 'größe__hf_1');
  const after = Buffer.concat([Buffer.from('A='), Buffer.from([0xff, 0xfe]), Buffer.from('\nDB_USERNAME=u\nDB_DATABASE=größe__hf_1\n')]);
  expect(edit).toEqual({ state: 'changed', bytes: after });
});

test.each([
  ['DB_USERNAME=u\nNAME=shop\nDB_DATABASE=${NAME}\n', 'unclear'],
  ['DB_USERNAME=u\nDB_DATABASE=other\n', 'unclear'],
  ['DB_USERNAME=u\n', 'unclear'],
  [`DB_USERNAME=u\nDB_DATABASE=${TO}\n`, 'there'],
])('leaves alone what it cannot be sure of: %j', (text, expected) => {
  expect(edited(text)).toBe(expected);
});
