import type { Site } from '../../../shared/model/site.ts';
import type { Source } from '../../../shared/model/source.ts';
import type { RemoteShell } from '../../servers/ssh/remote-shell.ts';
import { dialectOf } from '../../sites/detect-sites.ts';
import { parseEnv } from '../../sites/env/parse-env.ts';
import { lookAtSite } from '../../sites/look-at-site.ts';
import type { SecretStore } from '../../support/secret-store.ts';

/** Where spatie/laravel-backup reads it. */
const NAME = 'BACKUP_ARCHIVE_PASSWORD';

/**
 * Passwords for the zips of a source, to be tried in this order: the one typed in for it, then what the site's settings say now. They stay in this process.
 * Throws `ssh.*`, `site.root-missing`.
 */
export async function zipPasswords(
  shell: RemoteShell,
  site: Pick<Site, 'root' | 'profile'>,
  sourceId: string,
  sources: readonly Source[],
  secrets: SecretStore,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const typed = await secrets.get(`source:${sourceId}`);
  const set = await zipPasswordInSettings(shell, site, sources, signal);
  return [typed, set].flatMap((password) => (password === null || password === '' ? [] : [password]));
}

/** Null: the site's settings name none, or could not be read. Throws as `zipPasswords`. */
export async function zipPasswordInSettings(
  shell: RemoteShell,
  site: Pick<Site, 'root' | 'profile'>,
  sources: readonly Source[],
  signal: AbortSignal,
): Promise<string | null> {
  const config = sources.find((source) => source.kind === 'config');
  const look = await lookAtSite(shell, site.root, config?.kind === 'config' ? config.envFile : '.env', signal);
  return look.env.state === 'read' ? (parseEnv(look.env.text, dialectOf(site.profile)).values.get(NAME) ?? null) : null;
}
