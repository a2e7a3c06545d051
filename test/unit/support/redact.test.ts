import { describe, expect, test } from 'vitest';
import { redactText, redactValue } from '../../../src/main/support/redact.ts';

const SECRET = 'tr0ub4dor-and-3';

describe('a line of the log', () => {
  test.each([
    `password=${SECRET}`,
    `DB_PASSWORD="${SECRET} with a space"`,
    `DB_PASSWORD='${SECRET}'`,
    `"passphrase": "${SECRET}"`,
    `Passwd: ${SECRET}`,
    `mysql://shop:${SECRET}@127.0.0.1:3306/shop`,
    `mysqldump --defaults-file=x --password=${SECRET} shop`,
    `mysqldump -u shop -p${SECRET} shop`,
    `MYSQL_PWD=${SECRET} mysql`,
    `Authorization: Bearer ${SECRET}${SECRET}`,
    `AWS_SECRET_ACCESS_KEY=${SECRET}`,
    `aws_access_key: ${SECRET}`,
    `client_secret=${SECRET}&grant=x`,
    `api-key: ${SECRET}`,
  ])('hides the secret in %s', (text) => {
    const clean = redactText(text);
    expect(clean).not.toContain(SECRET);
    expect(clean).toContain('[redacted]');
  });

  test('hides private keys, whole or cut off, and age secrets', () => {
    const body = 'b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAMwAAAAtzc2gtZW\n'.repeat(3);
    const key = `-----BEGIN OPENSSH PRIVATE KEY-----\n${body}-----END OPENSSH PRIVATE KEY-----`;
    expect(redactText(`read ${key} from disk`)).toBe('read [redacted] from disk');
    expect(redactText(`-----BEGIN RSA PRIVATE KEY-----\n${body}`)).toBe('[redacted]');
    const age = 'AGE-SECRET-KEY-1QQPQYQSZQGPQYQSZQGPQYQSZQGPQYQSZQGPQYQSZQGPQYQSZQGPQQWXYZ2';
    expect(redactText(`identity ${age}`)).toBe('identity [redacted]');
    expect(redactText(`identity ${age.toLowerCase()}, of anna`)).toBe('identity [redacted], of anna');
    const inGroups = age.replaceAll(/(.{6})/g, '$1  ').replaceAll(/((?:\S+ {2}){7})/g, '$1\n');
    expect(redactText(`typed: ${inGroups}.`)).toBe('typed: [redacted].');
    expect(redactText('age-secret-key-1QQPQYQ was cut')).toBe('[redacted] was cut');
    expect(redactText('APP_KEY=base64:NG6xyIkkWjNGRvqc0mJ2AlSSbzYJbPzVQ7lSpQJpRk0=')).not.toContain('NG6xyI');
  });

  test('leaves alone what the operator needs to read', () => {
    const texts = [
      'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ1F2 SHA256:mVPwvezndPv/ARoIadVY98vAC0g+P/5633yTC4d/wXE',
      'Access denied for user shop@localhost (using password: YES)',
      '/home/anna/.ssh/id_ed25519',
      'https://shop.example/orders?page=2',
      'mysqldump: Got error: 1449 when using LOCK TABLES',
      'sha256 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    ];
    expect(texts.map((text) => redactText(text))).toEqual(texts);
  });
});

describe('the fields of a line', () => {
  test('hides by name, keeps absence visible, and walks into what is nested', () => {
    const fields = {
      serverId: 's1',
      password: SECRET,
      auth: { kind: 'key', passphrase: SECRET, keyFile: '/home/anna/.ssh/id_ed25519' },
      list: [{ token: SECRET }, `password=${SECRET}`],
      secret: null,
      hasPassword: true,
      bytes: 12n,
      at: new Date(0),
      dump: Buffer.from(SECRET),
    };
    const clean = redactValue(fields);
    expect(JSON.stringify(clean)).not.toContain(SECRET);
    expect(clean).toEqual({
      serverId: 's1',
      password: '[redacted]',
      auth: { kind: 'key', passphrase: '[redacted]', keyFile: '/home/anna/.ssh/id_ed25519' },
      list: [{ token: '[redacted]' }, 'password=[redacted]'],
      secret: null,
      hasPassword: true,
      bytes: '12',
      at: '1970-01-01T00:00:00.000Z',
      dump: `[${SECRET.length} bytes]`,
    });
  });

  test('writes an error with its code, its stack and its causes, without their secrets', () => {
    const cause = Object.assign(new Error(`login with password=${SECRET}`), { code: 'ECONNREFUSED' });
    const clean = redactValue({ cause: new Error('The server did not answer', { cause }) });
    const text = JSON.stringify(clean);
    expect(text).not.toContain(SECRET);
    expect(clean).toMatchObject({ cause: { name: 'Error', message: 'The server did not answer', cause: { code: 'ECONNREFUSED' } } });
  });

  test('ends with what contains itself', () => {
    const ring: Record<string, unknown> = { name: 'ring' };
    ring['self'] = ring;
    expect(JSON.stringify(redactValue(ring))).toContain('[deeper]');
  });
});
