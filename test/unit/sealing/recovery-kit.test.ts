import { beforeAll, describe, expect, it } from 'vitest';
import { newIdentity, recipientOf } from '../../../src/main/sealing/age.ts';
import { readIdentityFile, identityFile, readTypedIdentity, type KeptIdentity } from '../../../src/main/sealing/identity-file.ts';
import { recoveryKit, recoveryKitText } from '../../../src/main/sealing/recovery-kit.ts';
import { problemOf } from '../../integration/servers/lab-servers.ts';

let key: KeptIdentity;
beforeAll(async () => {
  const identity = await newIdentity();
  key = { identity, recipient: await recipientOf(identity), createdAt: '2026-11-26T01:02:03.000Z' };
});
const facts = { printedAt: '2026-11-26T02:00:00.000Z', computer: 'office <pc>\n' };

describe('the recovery kit', () => {
  it('is one page that says what it opens, how, and where to keep it', () => {
    const text = recoveryKitText(key, facts);
    for (const said of [
      key.identity,
      key.recipient,
      '2026-11-26 02:00 UTC',
      'age -d -i key.txt FILE.age > FILE.tar',
      'rage -d -i key.txt',
      'On paper',
    ])
      expect(text).toContain(said);
    expect(text.split('\n').length).toBeLessThan(60);
    expect(Math.max(...text.split('\n').map(({ length }) => length))).toBeLessThan(120);
  });

  it('loads nothing, runs nothing, and shows names as they are', () => {
    const page = recoveryKit(key, facts);
    expect(page).toContain('office &lt;pc&gt;');
    expect(page).not.toMatch(/<script|https?:|src=|href=/);
    expect(page).toContain(`default-src 'none'`);
    expect(page).toContain('@media print');
  });

  it('brings the key back from the groups, the file, the whole page and a careless paste', async () => {
    const text = recoveryKitText(key, facts);
    const groups = /TO TYPE .*\n\n([\s\S]*?)\n\nTHE SECRET/.exec(text)?.[1] ?? '';
    expect(groups.split('\n').length).toBe(2);
    for (const typed of [
      groups,
      groups.toLowerCase(),
      key.identity,
      identityFile([key]),
      text,
      recoveryKit(key, facts),
      `  ${key.identity}\r\n`,
    ])
      expect(await readTypedIdentity(typed)).toMatchObject({ identity: key.identity, recipient: key.recipient });
    expect((await readTypedIdentity(text)).createdAt).toBe(key.createdAt);
  });

  it('refuses a key with one wrong character, half a key, two keys and none, and never repeats what was typed', async () => {
    const swapped = `${key.identity.slice(0, -1)}${key.identity.endsWith('Q') ? 'P' : 'Q'}`;
    for (const typed of [swapped, key.identity.slice(0, 50), `${key.identity}\n${await newIdentity()}`, key.recipient, '']) {
      const problem = await problemOf(readTypedIdentity(typed));
      expect(problem.code).toBe('sealing.key-invalid');
      expect(problem.detail).not.toContain('AGE-SECRET');
    }
  });

  it('keeps several keys in one file, in order, with their dates', async () => {
    const identity = await newIdentity();
    const other: KeptIdentity = { identity, recipient: await recipientOf(identity), createdAt: null };
    expect(await readIdentityFile(identityFile([other, key]))).toEqual([other, key]);
    expect(await readIdentityFile(identityFile([key, other]))).toEqual([key, other]);
  });
});
