import { describe, expect, it } from 'vitest';
import { serverBackupsDefaults } from '../../../../src/main/capture/adopted/defaults.ts';
import { factsInFileName } from '../../../../src/main/capture/adopted/facts-in-name.ts';
import { timeInFileName, timeOfFile } from '../../../../src/main/capture/adopted/time-in-name.ts';
import { ServerBackupsDraft } from '../../../../src/shared/model/source.ts';

const told = (name: string, zone = 'Europe/Berlin') => timeInFileName(name, zone)?.moments.map((ms) => new Date(ms).toISOString()) ?? null;
const LONG_AFTER = Date.parse('2027-01-01T00:00:00Z');

describe('the time in the name of a backup the server made', () => {
  it.each([
    ['backup_20251227_020000.tar.gz', '2025-12-27T01:00:00.000Z'],
    ['backup_20251227_103000.tar.gz', '2025-12-27T09:30:00.000Z'],
    ['media_backup_20251227_103000', '2025-12-27T09:30:00.000Z'],
    ['backup_carwise_full_2025-09-29_03-00-15.gz', '2025-09-29T01:00:15.000Z'],
    ['backup_carwise_structure_2025-09-26_04-00-00.gz', '2025-09-26T02:00:00.000Z'],
    ['backup_2025-10-09_02-00-00.sql.gz', '2025-10-09T00:00:00.000Z'],
    ['2026-11-21-02-00-00.zip', '2026-11-21T01:00:00.000Z'],
    ['pre-update-20251227-103000', '2025-12-27T09:30:00.000Z'],
    ['scheduled-20251227-1030.tar.gz', '2025-12-27T09:30:00.000Z'],
    ['emergency-backup-20251227-103000.sql', '2025-12-27T09:30:00.000Z'],
    ['shop-2025-07-01T12:30:05.sql.zst', '2025-07-01T10:30:05.000Z'],
    ['shop-2025-07-01T12:30:05Z.sql.zst', '2025-07-01T12:30:05.000Z'],
    ['shop-2025-07-01T123005+0530.sql', '2025-07-01T07:00:05.000Z'],
    ['20190101_20251227_020000.tar', '2025-12-27T01:00:00.000Z'],
  ])('is read from %s', (name, at) => {
    expect(told(name)).toEqual([at]);
    expect(timeOfFile(name, LONG_AFTER, 'Europe/Berlin')).toEqual({ at, from: 'name' });
  });

  it.each([
    'mysql-carwise.sql',
    'mysql-shop2024.sql',
    'backup_20251327_020000.gz',
    'backup_20250230_020000.gz',
    'order-202512270200001234.sql',
    'backup.zip',
    'v2.0.20.sql',
  ])('is not made up from %s, which leaves the time of the file', (name) => {
    expect(told(name)).toBeNull();
    expect(timeOfFile(name, LONG_AFTER, 'Europe/Berlin')).toEqual({ at: '2027-01-01T00:00:00.000Z', from: 'modified' });
  });

  it('is two moments in the hour that is repeated; the one before the file was finished counts', () => {
    const name = 'backup_2026-10-25_02-30-00.sql.gz';
    expect(told(name)).toEqual(['2026-10-25T00:30:00.000Z', '2026-10-25T01:30:00.000Z']);
    expect(timeOfFile(name, Date.parse('2026-10-25T00:31:00Z'), 'Europe/Berlin').at).toBe('2026-10-25T00:30:00.000Z');
    expect(timeOfFile(name, Date.parse('2026-10-25T01:31:00Z'), 'Europe/Berlin').at).toBe('2026-10-25T01:30:00.000Z');
  });

  it('is the clock that was not turned forward in the hour that is skipped', () => {
    expect(told('backup_2026-03-29_02-30-00.sql.gz')).toEqual(['2026-03-29T01:30:00.000Z']);
    expect(told('backup_2026-03-29_02-30-00.sql.gz', 'UTC')).toEqual(['2026-03-29T02:30:00.000Z']);
    expect(told('backup_2026-03-08_02-30-00.sql.gz', 'America/New_York')).toEqual(['2026-03-08T07:30:00.000Z']);
    expect(told('backup_2026-03-29_02-30-00.sql.gz', '+02:00')).toEqual(['2026-03-29T00:30:00.000Z']);
  });

  it('leaves the hour to the file where the name has a day alone', () => {
    const at = Date.parse('2025-12-27T03:04:05Z');
    expect(timeOfFile('daily-20251227.sql.gz', at, 'Europe/Berlin')).toEqual({ at: '2025-12-27T03:04:05.000Z', from: 'modified' });
    expect(timeOfFile('daily-20251226.sql.gz', at, 'Europe/Berlin')).toEqual({ at: '2025-12-25T23:00:00.000Z', from: 'name' });
  });
});

describe('what the name of a backup tells of its content', () => {
  it.each([
    ['storage/backups/database/backup_carwise_full_2025-09-29_03-00-15.gz', 'carwise', 'full', 'dump', null],
    ['backup_carwise_structure_2025-09-26_04-00-00.gz', 'carwise', 'structure', 'dump', null],
    ['backup_carwise_incremental_2025-09-29_14-00-00.gz', 'carwise', 'incremental', 'dump', null],
    ['backup_2025-10-09_02-00-00.sql.gz', null, null, 'dump', null],
    ['backup_db_20251009.sql', null, null, 'dump', null],
    ['mysql-carwise.sql', 'carwise', null, 'dump', null],
    ['mysql-my-shop.sql', 'my-shop', null, 'dump', null],
    ['my_shop_data_20251009.sql.zst', 'my_shop', 'data', 'dump', null],
    ['daily-shop-20251009.sql.bz2', 'shop', null, 'dump', null],
    ['/srv/backups/media/full/backup_20251227_020000.tar.gz', null, 'full', 'archive', null],
    ['/srv/backups/media/incremental/backup_20251227_103000.tar.gz', null, 'incremental', 'archive', null],
    ['2026-11-21-02-00-00.zip', null, null, 'zip', null],
    ['pre-update-20251227-103000.sql.gz', null, null, 'dump', 'pre-update'],
    ['emergency-backup-20251227-103000.tgz', null, null, 'archive', 'emergency-backup'],
    ['notes.txt', null, null, 'unknown', null],
  ] as const)('%s', (path, database, kind, what, label) => {
    expect(factsInFileName(path)).toEqual({ database, kind, what, label: label === 'emergency-backup' ? 'emergency' : label });
  });
});

describe('where server-made backups are looked for', () => {
  it('are the folders the frameworks use, with the one that bears the name of the app', () => {
    const draft = serverBackupsDefaults('Aurora Market');
    expect(ServerBackupsDraft.parse(draft)).toEqual(draft);
    expect(draft.folders).toEqual(
      expect.arrayContaining(['storage/app/backups', 'storage/app/Laravel', 'storage/app/Aurora Market', 'storage/backups/database']),
    );
    expect(serverBackupsDefaults('../../etc').folders.join()).not.toContain('etc');
    expect(serverBackupsDefaults(null).folders).toEqual(expect.arrayContaining(['backups/media/full', 'backups/media/incremental']));
  });
});
