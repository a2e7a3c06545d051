import type { ServerBackupsDraft } from '../../../shared/model/source.ts';

/**
 * Where Laravel and Django sites keep the backups they make, and how those are called. `appName`: what the site calls itself (APP_NAME), after which
 * spatie/laravel-backup names its folder; null when unknown. Folders that are not there do no harm. Pure.
 */
export function serverBackupsDefaults(appName: string | null): ServerBackupsDraft {
  const spatie = ['Laravel', ...spatieFolder(appName)].flatMap((name) => [`storage/app/${name}`, `storage/app/private/${name}`]);
  return {
    kind: 'server-backups',
    folders: [
      ...new Set([
        'storage/app/backups',
        ...spatie,
        'storage/backups/database',
        'backups',
        'backups/media/full',
        'backups/media/incremental',
      ]),
    ],
    patterns: [...PATTERNS],
    take: 'newest',
    zone: null,
  };
}

const PATTERNS = ['*.sql', '*.sql.gz', '*.gz', '*.sql.bz2', '*.sql.zst', '*.tar', '*.tar.gz', '*.tgz', '*.tar.zst', '*.zip'] as const;

function spatieFolder(appName: string | null): readonly string[] {
  const name = appName?.trim() ?? '';
  // A name that leads elsewhere, or none.
  return name === '' || name.startsWith('.') || /[/\0\n]/u.test(name) ? [] : [name];
}
