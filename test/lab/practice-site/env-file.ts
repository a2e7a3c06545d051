import type { DatabaseUser } from '../mariadb-users.ts';

/** How the site reaches its database. */
export type DatabaseAddress =
  | { readonly kind: 'socket'; readonly path: string }
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number };

export interface EnvSettings {
  readonly appKey: string;
  readonly database: string;
  readonly user: DatabaseUser;
  readonly address: DatabaseAddress;
}

/** The `.env` of the practice site, with everything operators write into such files. */
export function envFileText({ appKey, database, user, address }: EnvSettings): string {
  return [
    'APP_NAME="Aurora Market"',
    'APP_ENV=production',
    `APP_KEY=${appKey}`,
    'APP_DEBUG=false',
    'APP_URL=https://aurora-market.example',
    '',
    '# The database. DB_PASSWORD=not-this-one',
    'DB_CONNECTION=mysql',
    ...addressLines(address),
    `DB_DATABASE=${database}`,
    `DB_USERNAME=${user.name} # the deploy user`,
    `DB_PASSWORD=${quoteForEnv(user.password)}`,
    '',
    'CACHE_DRIVER=file',
    "MAIL_FROM_NAME='${APP_NAME}'",
    'ASSET_URL="${APP_URL}/assets"',
    'export LOG_LEVEL=debug',
    '',
  ].join('\n');
}

function addressLines(address: DatabaseAddress): readonly string[] {
  switch (address.kind) {
    case 'socket':
      return ['DB_HOST=localhost', `DB_SOCKET=${address.path}`];
    case 'tcp':
      return [`DB_HOST=${address.host}`, `DB_PORT=${address.port}`];
  }
}

/** Double quotes as phpdotenv reads them: `\`, `"` and `$` need a backslash, `#` and blanks do not. */
export function quoteForEnv(value: string): string {
  return `"${value.replaceAll(/[\\"$]/g, '\\$&')}"`;
}
