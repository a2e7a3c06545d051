import { createHash } from 'node:crypto';
import type { ConfigArtifact } from '../../../shared/model/artifact.ts';
import type { BackupWarning } from '../../../shared/model/backup.ts';
import type { SiteId } from '../../../shared/model/ids.ts';
import type { Profile } from '../../../shared/model/site.ts';

export type ApplicationKey = NonNullable<ConfigArtifact['applicationKey']>;

const NAMES: Readonly<Record<Profile, readonly string[]>> = {
  laravel: ['APP_KEY'],
  django: ['SECRET_KEY', 'DJANGO_SECRET_KEY'],
  plain: ['APP_KEY', 'SECRET_KEY', 'DJANGO_SECRET_KEY'],
};

const DIGITS = 16;

/**
 * Tells whether the site's application key is the same as before, without telling the key: the first 16 hex digits of a SHA-256 salted with the site's id, so that
 * two sites with one key do not show it. Null when the settings name none. Pure.
 */
export function applicationKeyOf(siteId: SiteId, profile: Profile, env: ReadonlyMap<string, string>): ApplicationKey | null {
  for (const name of NAMES[profile]) {
    const value = env.get(name)?.trim() ?? '';
    if (value === '') continue;
    const fingerprint = createHash('sha256').update(`${siteId}\0${value}`).digest('hex').slice(0, DIGITS);
    return { name, fingerprint };
  }
  return null;
}

/**
 * What must be shouted when the application key is another one than in the backup before; null when it is not. Pure.
 * `previous`: the config artifact of the newest earlier backup that has one.
 */
export function keyChange(
  previous: Pick<ConfigArtifact, 'applicationKey' | 'capturedFrom'> | null,
  now: Pick<ConfigArtifact, 'applicationKey'>,
): BackupWarning | null {
  const before = previous?.applicationKey ?? null;
  if (previous === null || before === null || before.fingerprint === now.applicationKey?.fingerprint) return null;
  const since = `${previous.capturedFrom.slice(0, 16).replace('T', ' ')} UTC`;
  const what =
    now.applicationKey === null
      ? `The application key (${before.name}) is gone from the settings; it was there in the backup of ${since}.`
      : `The application key (${now.applicationKey.name}) is not the one in the backup of ${since}.`;
  return {
    code: 'config.application-key-changed',
    text: `${what} Encrypted columns and sessions written with the old key cannot be read with the new one. Keep that backup: it holds the old key, and data restored from before needs it. If nobody changed the key on purpose, find out who did.`,
  };
}
