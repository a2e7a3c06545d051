import type { Profile } from './site.ts';
import type { SiteRecovery } from './site-recovery.ts';

export type SiteCommand = keyof SiteRecovery['commands'];

/** Seconds after which browsers ask again while the maintenance page is up. */
const RETRY_SECONDS = 60;

/** What each profile runs in the site's root, in order. `{php}`, `{python}`, `{secret}`: the program found on the server, and the word of the bypass link. */
export const PROFILE_COMMANDS: Readonly<Record<Profile, Readonly<Record<SiteCommand, readonly string[]>>>> = {
  laravel: {
    'maintenance-on': [`{php} artisan down --retry=${RETRY_SECONDS} --secret={secret}`],
    'maintenance-off': ['{php} artisan up'],
    'stop-workers': ['{php} artisan queue:restart'],
    'clear-caches': ['cache', 'config', 'route', 'view'].map((what) => `{php} artisan ${what}:clear`),
    'migrate-pretend': ['{php} artisan migrate --pretend --force'],
    migrate: ['{php} artisan migrate --force'],
    'restart-workers': ['{php} artisan queue:restart'],
  },
  django: {
    'maintenance-on': [],
    'maintenance-off': [],
    'stop-workers': [],
    'clear-caches': [],
    'migrate-pretend': ['{python} manage.py migrate --plan'],
    migrate: ['{python} manage.py migrate --noinput'],
    'restart-workers': [],
  },
  plain: {
    'maintenance-on': [],
    'maintenance-off': [],
    'stop-workers': [],
    'clear-caches': [],
    'migrate-pretend': [],
    migrate: [],
    'restart-workers': [],
  },
};
