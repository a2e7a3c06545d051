import type { ServerId } from '../../../shared/model/ids.ts';
import type { Profile, SiteDraft, SiteProposal } from '../../../shared/model/site.ts';
import type { DatabaseDraft } from '../../../shared/model/source.ts';

/** A database on the form: found in the settings of the site or typed in, taken or left out. */
export interface DatabaseEntry {
  readonly draft: DatabaseDraft;
  readonly taken: boolean;
}

/** What was chosen of the list of proposals. */
export type Chosen = { readonly kind: 'proposal'; readonly proposal: SiteProposal } | { readonly kind: 'by-hand' };

/** What stands in the form of a site, as typed. */
export interface SiteFields {
  readonly name: string;
  readonly root: string;
  readonly profile: Profile;
  readonly url: string;
  readonly framework: string | null;
  readonly databases: readonly DatabaseEntry[];
  /** What could not be read or decided. */
  readonly notes: readonly string[];
}

export const EMPTY_SITE: SiteFields = { name: '', root: '', profile: 'plain', url: '', framework: null, databases: [], notes: [] };

export function siteFieldsOf(proposal: SiteProposal): SiteFields {
  return {
    name: proposal.name,
    root: proposal.root,
    profile: proposal.profile,
    url: proposal.url ?? '',
    framework: proposal.framework,
    databases: proposal.databases.map((draft) => ({ draft, taken: true })),
    notes: proposal.notes,
  };
}

export type SiteErrors = Partial<Record<'name' | 'root' | 'url', string>>;

export function judgeSite(fields: SiteFields, namesTaken: readonly string[]): SiteErrors {
  const name = fields.name.trim();
  return {
    ...(name === '' ? { name: 'Enter a name.' } : {}),
    ...(namesTaken.some((taken) => taken.toLowerCase() === name.toLowerCase()) ? { name: 'Another site already has this name.' } : {}),
    ...(fields.root.trim().startsWith('/') ? {} : { root: 'Enter an absolute path on the server.' }),
    ...(fields.url.trim() === '' || URL.canParse(fields.url.trim()) ? {} : { url: 'Enter a whole address, https://…, or leave it empty.' }),
  };
}

export function siteDraftOf(fields: SiteFields, serverId: ServerId): SiteDraft {
  return {
    serverId,
    name: fields.name.trim(),
    root: fields.root.trim(),
    profile: fields.profile,
    url: fields.url.trim() === '' ? null : fields.url.trim(),
    framework: fields.framework,
    databases: fields.databases.filter(({ taken }) => taken).map(({ draft }) => draft),
  };
}

const PROFILE_WORDS: Readonly<Record<Profile, string>> = { laravel: 'Laravel', django: 'Django', plain: 'Another kind' };

export const PROFILES = (Object.keys(PROFILE_WORDS) as readonly Profile[]).map((value) => ({ value, label: PROFILE_WORDS[value] }));

/** `Laravel 11.31`, or the kind alone where the version is not known. */
export function frameworkWord({ framework, profile }: Pick<SiteProposal, 'framework' | 'profile'>): string {
  if (framework !== null) return framework;
  return profile === 'plain' ? 'No framework recognised' : `${PROFILE_WORDS[profile]}, version unknown`;
}

/** `shop at 127.0.0.1`, and where the password comes from. */
export function databaseLine({ user, address, access }: DatabaseDraft): string {
  const where = address.socket ?? `${address.host}${address.port === 3306 ? '' : `:${address.port}`}`;
  return `${user} at ${where}, ${
    access.from === 'site-env'
      ? `read from ${access.envFile} each time, the password stays on the server`
      : 'password in the system keychain'
  }`;
}
