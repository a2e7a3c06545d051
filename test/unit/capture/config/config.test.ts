import { describe, expect, it } from 'vitest';
import { applicationKeyOf, keyChange } from '../../../../src/main/capture/config/application-key.ts';
import { parseConfigAnswer } from '../../../../src/main/capture/config/config-answer.ts';
import { versionsOf } from '../../../../src/main/capture/config/versions.ts';
import type { SiteId } from '../../../../src/shared/model/ids.ts';

const SITE = '0190f0c0-0000-4000-8000-000000000001' as SiteId;
const OTHER = '0190f0c0-0000-4000-8000-000000000002' as SiteId;
const env = (entries: Record<string, string>) => new Map(Object.entries(entries));

describe('the fingerprint of an application key', () => {
  const key = applicationKeyOf(SITE, 'laravel', env({ APP_KEY: 'base64:abc' }));

  it('is the same for the same key, another for another key or another site, and tells none', () => {
    expect(key).toEqual({ name: 'APP_KEY', fingerprint: expect.stringMatching(/^[0-9a-f]{16}$/) });
    expect(applicationKeyOf(SITE, 'laravel', env({ APP_KEY: ' base64:abc' }))).toEqual(key);
    expect(applicationKeyOf(OTHER, 'laravel', env({ APP_KEY: 'base64:abc' }))?.fingerprint).not.toBe(key?.fingerprint);
    expect(applicationKeyOf(SITE, 'laravel', env({ APP_KEY: 'base64:abd' }))?.fingerprint).not.toBe(key?.fingerprint);
  });

  it('is taken from where each framework has it, and is absent where there is none', () => {
    expect(applicationKeyOf(SITE, 'django', env({ DJANGO_SECRET_KEY: 'x', APP_KEY: 'y' }))?.name).toBe('DJANGO_SECRET_KEY');
    expect(applicationKeyOf(SITE, 'laravel', env({ APP_KEY: '' }))).toBeNull();
    expect(applicationKeyOf(SITE, 'laravel', env({ SECRET_KEY: 'x' }))).toBeNull();
  });

  it('is a loud finding when it changed or is gone, and none the first time', () => {
    const before = { applicationKey: key, capturedFrom: '2026-11-20T02:00:00.000Z' };
    const changed = { applicationKey: { name: 'APP_KEY', fingerprint: '0'.repeat(16) } };
    expect(keyChange(null, changed)).toBeNull();
    expect(keyChange(before, { applicationKey: key })).toBeNull();
    expect(keyChange({ ...before, applicationKey: null }, changed)).toBeNull();
    const warning = keyChange(before, changed);
    expect(warning?.code).toBe('config.application-key-changed');
    for (const said of ['2026-11-20 02:00 UTC', 'Encrypted columns', 'sessions', 'Keep that backup']) expect(warning?.text).toContain(said);
    expect(keyChange(before, { applicationKey: null })?.text).toContain('is gone');
  });
});

describe('what the server answers', () => {
  it('is taken byte for byte, with lines inside of files that look like its own', () => {
    const data = Buffer.from('done\nfile 3 x\nabc\0\xff', 'latin1');
    const answer = Buffer.concat([
      Buffer.from(`file ${data.length} .env\n`),
      data,
      Buffer.from('\nnote large 9000000 big one.json\ndone\n'),
    ]);
    expect(parseConfigAnswer(answer)).toEqual({
      root: 'ok',
      files: [{ name: '.env', data }],
      notes: [{ kind: 'large', bytes: 9_000_000, name: 'big one.json' }],
    });
  });

  it.each(['', 'file 5 a\nabc\n', 'file 3 a\nabc\n', 'what is this\ndone\n', 'done\nmore'])(
    'is refused when it is not whole: %j',
    (text) => {
      expect(parseConfigAnswer(Buffer.from(text))).toBeNull();
    },
  );
});

describe('the versions of what a site runs on', () => {
  const file = (name: string, text: string) => ({ name, data: Buffer.from(text) });
  it('are read from what the programs say and from the lock files', () => {
    const said = `== uname -a\nLinux web1 6.1.0-18-amd64 #1 SMP\n== os-release\nPRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nNAME=x\n== php -v\nPHP 8.2.28 (cli) (built)\n== php -m\n[PHP Modules]\n== mysql --version\nmysql  Ver 15.1 Distrib 10.11.14-MariaDB, for debian-linux-gnu\n== nginx -v\nnginx version: nginx/1.22.1\n`;
    const lock = '{"packages": [{\n"name": "laravel/framework",\n            "version": "v11.31.0",\n';
    expect(versionsOf([file('holdfast/versions.txt', said), file('composer.lock', lock)])).toEqual({
      kernel: 'Linux web1 6.1.0-18-amd64',
      os: 'Debian GNU/Linux 12 (bookworm)',
      php: '8.2.28',
      'mysql-client': '10.11.14-MariaDB',
      nginx: '1.22.1',
      framework: 'Laravel 11.31.0',
    });
    expect(versionsOf([file('requirements.txt', 'requests==2\nDjango==5.1.2  # pinned\n')])).toEqual({ framework: 'Django 5.1.2' });
    expect(versionsOf([file('poetry.lock', '[[package]]\nname = "django"\nversion = "4.2.1"\n')])).toEqual({ framework: 'Django 4.2.1' });
  });
});
