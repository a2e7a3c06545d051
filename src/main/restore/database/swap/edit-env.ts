import type { Profile } from '../../../../shared/model/site.ts';
import { dialectOf } from '../../../sites/detect-sites.ts';
import { parseEnv } from '../../../sites/env/parse-env.ts';
import { databaseSettings } from '../../../sites/profiles/database-settings.ts';

export interface EnvSite {
  readonly profile: Profile;
  /** As `databaseSettings` wants it. */
  readonly framework: string | null;
}

export type EnvEdit =
  | { readonly state: 'changed'; readonly bytes: Buffer }
  /** It names the wanted database already. */
  | { readonly state: 'there' }
  /** `why`: never a value of the file. */
  | { readonly state: 'unclear'; readonly why: string };

const KEYS =
  /^([ \t]*(?:export[ \t]+)?(["']?)(?:DB_DATABASE|DB_NAME|MYSQL_DATABASE|DATABASE_NAME|DB_URL|DATABASE_URL)\2[ \t]*=[ \t]*)(.*)$/s;

/**
 * The settings file with another name of the database, and not one byte else different. Pure. A line counts when it is the one that decides: the file is read anew as the
 * site reads it, and must say the new name with the same user, password and address.
 */
export function editEnv(bytes: Buffer, site: EnvSite, from: string, to: string): EnvEdit {
  const before = settingsOf(bytes, site);
  if (!before.found) return { state: 'unclear', why: before.reason };
  if (before.credentials.database === to) return { state: 'there' };
  if (before.credentials.database !== from) return { state: 'unclear', why: 'It names another database than the plan knew.' };
  // Latin-1: each byte is one character, whatever it means.
  const lines = bytes.toString('latin1').split('\n');
  for (let index = lines.length - 1; index >= 0; index--) {
    const [, head = '', , value = ''] = KEYS.exec(lines[index] ?? '') ?? [];
    const edited = head === '' ? null : editValue(value, latin(from), latin(to));
    if (edited === null) continue;
    const candidate = Buffer.from([...lines.slice(0, index), head + edited, ...lines.slice(index + 1)].join('\n'), 'latin1');
    const after = settingsOf(candidate, site);
    if (after.found && isSameBut(before.credentials, after.credentials, to)) return { state: 'changed', bytes: candidate };
  }
  return { state: 'unclear', why: 'No single line was found that says the name of the database.' };
}

function settingsOf(bytes: Buffer, { profile, framework }: EnvSite): ReturnType<typeof databaseSettings> {
  return databaseSettings(profile, parseEnv(bytes.toString('utf8'), dialectOf(profile)).values, framework);
}

type Credentials = Extract<ReturnType<typeof databaseSettings>, { readonly found: true }>['credentials'];

function isSameBut(before: Credentials, after: Credentials, database: string): boolean {
  return JSON.stringify({ ...before, database }) === JSON.stringify(after);
}

/** A value that is the name, or a URL whose path is the name; what stands around it stays. Null: it is neither. */
function editValue(value: string, from: string, to: string): string | null {
  const [, quote = '', content = '', rest = ''] = /^(["']?)(.*?)(\1[ \t]*(?:#.*)?\r?)$/.exec(value) ?? [];
  if (content === from) return quote + to + rest;
  const [, head, path, tail] = /^([\w+-]+:\/\/[^/]*\/)([^/?#]*)(.*)$/.exec(content) ?? [];
  if (head === undefined || path === undefined) return null;
  return path === from || path === encodeURIComponent(utf8(from)) ? `${quote}${head}${encodeURIComponent(utf8(to))}${tail}${rest}` : null;
}

function latin(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}

function utf8(text: string): string {
  return Buffer.from(text, 'latin1').toString('utf8');
}
