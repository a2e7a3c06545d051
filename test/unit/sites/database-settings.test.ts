import { describe, expect, it } from 'vitest';
import { databaseSettings } from '../../../src/main/sites/profiles/database-settings.ts';
import type { Profile } from '../../../src/shared/model/site.ts';

function settings(profile: Profile, values: Record<string, string>, framework: string | null = null) {
  return databaseSettings(profile, new Map(Object.entries(values)), framework);
}

describe('finding the database in the settings of a site', () => {
  it("reads Laravel's DB_ entries and its defaults", () => {
    expect(settings('laravel', { DB_DATABASE: 'shop', DB_USERNAME: 'shop', DB_PASSWORD: 'x y' })).toEqual({
      found: true,
      credentials: { database: 'shop', user: 'shop', password: 'x y', address: { host: '127.0.0.1', port: 3306, socket: null } },
    });
  });

  it('takes a socket and another port', () => {
    const found = settings('laravel', {
      DB_CONNECTION: 'mariadb',
      DB_DATABASE: 'd',
      DB_USERNAME: 'u',
      DB_PORT: '3307',
      DB_SOCKET: '/run/m.sock',
      DB_HOST: 'localhost',
    });
    expect(found).toMatchObject({ credentials: { address: { host: 'localhost', port: 3307, socket: '/run/m.sock' }, password: '' } });
  });

  it('takes DATABASE_URL before single entries, decoded', () => {
    const found = settings('django', {
      DATABASE_URL: 'mysql://us%40er:p%2Fw%23@db.internal:3308/sh%20op',
      DB_NAME: 'other',
      DB_USER: 'other',
    });
    expect(found).toEqual({
      found: true,
      credentials: { database: 'sh op', user: 'us@er', password: 'p/w#', address: { host: 'db.internal', port: 3308, socket: null } },
    });
  });

  it('takes a socket from a URL', () => {
    expect(settings('laravel', { DB_URL: 'mysql://u:p@localhost/d?unix_socket=/tmp/my.sock' })).toMatchObject({
      credentials: { address: { host: 'localhost', socket: '/tmp/my.sock' } },
    });
  });

  it('reads DB_URL from Laravel 11 on and DATABASE_URL before, whatever else stands there', () => {
    const values = { DATABASE_URL: 'mysql://u:p@h/old', DB_URL: 'mysql://u:p@h/new', DB_DATABASE: 'single', DB_USERNAME: 'u' };
    const database = (framework: string) => settings('laravel', values, framework);
    expect(database('Laravel 10.48')).toMatchObject({ credentials: { database: 'old' } });
    expect(database('Laravel 11.31')).toMatchObject({ credentials: { database: 'new' } });
    const { DB_URL: _, ...without } = values;
    expect(settings('laravel', without, 'Laravel 12.0')).toMatchObject({ credentials: { database: 'single' } });
  });

  it.each([
    ['laravel', { DB_CONNECTION: 'pgsql', DB_DATABASE: 'd', DB_USERNAME: 'u' }, 'DB_CONNECTION is pgsql, not mysql or mariadb.'],
    ['laravel', { DB_USERNAME: 'u' }, 'DB_DATABASE is not set.'],
    ['laravel', { DB_DATABASE: 'd', DB_USERNAME: 'u', DB_PORT: 'abc' }, 'DB_PORT is not a port number.'],
    ['django', { DATABASE_URL: 'postgres://u:secret@h/d' }, 'DATABASE_URL is of the kind postgres, not mysql or mariadb.'],
    ['django', { DATABASE_URL: 'mysql://h/' }, 'DATABASE_URL names no database.'],
    ['django', { DATABASE_URL: 'not a url' }, 'DATABASE_URL is not a URL.'],
    ['django', { DATABASE_URL: 'mysql://u:100%@h/d' }, 'DATABASE_URL has a % that encodes nothing.'],
  ] as const)('says what is missing, without repeating a value (%s, %o)', (profile, values, reason) => {
    expect(settings(profile, values)).toEqual({ found: false, reason });
  });
});
