import type { ConfigSource, MediaSource, ServerBackupsSource, SourceProposals, AdoptableFile } from '../../../src/shared/model/source.ts';
import type { Site } from '../../../src/shared/model/site.ts';
import { sourceId } from './ids.ts';
import { ago } from './times.ts';

export function makeMediaSource(n: number, site: Site, change: Partial<MediaSource> = {}): MediaSource {
  return {
    id: sourceId(n),
    siteId: site.id,
    kind: 'media',
    folders: ['storage/app/public', 'public/uploads'],
    excludes: ['cache/', '*.tmp', 'thumbs/**'],
    symlinks: 'keep',
    compression: null,
    ...change,
  };
}

export function makeConfigSource(n: number, site: Site): ConfigSource {
  return { id: sourceId(n), siteId: site.id, kind: 'config', envFile: '.env', extraFiles: ['config/services.local.php'] };
}

export function makeServerBackups(n: number, site: Site): ServerBackupsSource {
  return {
    id: sourceId(n),
    siteId: site.id,
    kind: 'server-backups',
    folders: ['storage/app/Laravel', 'storage/backups/database'],
    patterns: ['*.zip', '*.sql.gz'],
    take: 'all-new',
    zone: 'Europe/Berlin',
  };
}

export const PROPOSALS: SourceProposals = {
  media: [
    { folder: 'storage/app/public', files: 48_213, bytes: 1_620_000_000, proposed: true },
    { folder: 'public/uploads', files: 812, bytes: 94_000_000, proposed: true },
    { folder: 'storage/app/tmp', files: 39, bytes: 4_100_000, proposed: false },
  ],
  excludes: ['cache/', '*.tmp'],
  config: { envFile: '.env', found: ['.env', 'composer.lock', 'package-lock.json'] },
  serverBackups: [{ folder: 'storage/app/Laravel', files: 14, bytes: 3_900_000_000 }],
};

const FOLDER = '/var/www/aurora-market/storage/app/Laravel';

/** New ones, one that is adopted already, one that still grows, and one nobody can read. */
export function adoptables(source: AdoptableFile['sourceId']): AdoptableFile[] {
  const file = (name: string, hours: number, change: Partial<AdoptableFile> = {}): AdoptableFile => ({
    sourceId: source,
    path: `${FOLDER}/${name}`,
    name,
    bytes: 287_100_000,
    at: ago(hours),
    timeFrom: 'name',
    what: 'zip',
    state: 'new',
    reason: '',
    ...change,
  });
  return [
    file('2026-11-20-09-40-00.zip', 0.02, { state: 'growing', bytes: 12_400_000, reason: 'It grew by 3.1 MB within two seconds.' }),
    file('2026-11-20-02-00-00.zip', 7.7),
    file('aurora_shop_20261119_020000.sql.gz', 31.7, { what: 'dump', bytes: 211_000_000 }),
    file('2026-11-18-02-00-00.zip', 55.7, { state: 'adopted' }),
    file('old.rar', 24 * 40, { what: 'unknown', timeFrom: 'modified', state: 'refused', reason: 'Not a dump, a tar or a zip.' }),
  ];
}
