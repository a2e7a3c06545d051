import type { Profile, SiteProposal } from '../../shared/model/site.ts';
import { findSites } from '../remote/programs.ts';
import type { RemoteShell } from '../servers/ssh/remote-shell.ts';
import { parseEnv } from './env/parse-env.ts';
import { lookAtSite, type SiteLook } from './look-at-site.ts';
import { databaseSettings } from './profiles/database-settings.ts';

export const ENV_FILE = '.env';

/** Looks in `root` alone when it is given, else in the usual folders of the account. Only reads. */
export async function detectSites(shell: RemoteShell, root: string | null, signal: AbortSignal): Promise<SiteProposal[]> {
  if (root !== null) {
    const here = proposalOf(await lookAtSite(shell, root, ENV_FILE, signal));
    if (here.profile !== 'plain') return [here];
    const below = await search(shell, root, signal);
    return below.length > 0 ? below : [here];
  }
  return search(shell, '', signal);
}

async function search(shell: RemoteShell, folder: string, signal: AbortSignal): Promise<SiteProposal[]> {
  const found = await shell.run({ program: findSites, args: [folder], signal });
  const roots = found.stdout
    .toString('utf8')
    .split('\n')
    .filter((line) => line.startsWith('/'));
  const proposals = new Map<string, SiteProposal>();
  for (const candidate of roots) {
    const proposal = proposalOf(await lookAtSite(shell, candidate, ENV_FILE, signal));
    // Two paths may lead to one folder (a release folder and the link "current").
    proposals.set(proposal.root, proposal);
  }
  return [...proposals.values()];
}

export function proposalOf(look: SiteLook): SiteProposal {
  const profile = profileOf(look);
  const notes: string[] = [];
  const values = envValues(look, profile, notes);
  const url = [values.get('APP_URL'), values.get('SITE_URL')].find((value) => value !== undefined && URL.canParse(value)) ?? null;
  const settings = look.env.state === 'read' ? databaseSettings(profile, values, frameworkOf(look, profile)) : null;
  if (settings !== null && !settings.found) notes.push(`No database was taken from ${ENV_FILE}: ${settings.reason}`);
  return {
    root: look.root,
    profile,
    framework: frameworkOf(look, profile),
    url,
    name: proposedName(look.root, url),
    databases: settings?.found
      ? [
          {
            database: settings.credentials.database,
            address: settings.credentials.address,
            user: settings.credentials.user,
            access: { from: 'site-env', envFile: ENV_FILE },
          },
        ]
      : [],
    notes,
  };
}

function profileOf(look: SiteLook): Profile {
  if (look.artisan) return 'laravel';
  return look.managePy ? 'django' : 'plain';
}

export function frameworkOf(look: SiteLook, profile: Profile): string | null {
  switch (profile) {
    case 'laravel':
      return look.laravelVersion === null ? 'Laravel' : `Laravel ${look.laravelVersion}`;
    case 'django':
      return look.djangoVersion === null ? 'Django' : `Django ${look.djangoVersion}`;
    case 'plain':
      return null;
  }
}

function envValues(look: SiteLook, profile: Profile, notes: string[]): ReadonlyMap<string, string> {
  switch (look.env.state) {
    case 'missing':
      notes.push(`No ${ENV_FILE} lies in the folder; enter the database by hand.`);
      return new Map();
    case 'unreadable':
      notes.push(`The SSH user may not read ${ENV_FILE}; enter the database by hand.`);
      return new Map();
    case 'read': {
      const env = parseEnv(look.env.text, dialectOf(profile));
      if (env.unreadableLines.length > 0) notes.push(`Not understood in ${ENV_FILE}: line ${env.unreadableLines.join(', ')}.`);
      return env.values;
    }
  }
}

export function dialectOf(profile: Profile): 'laravel' | 'django' {
  return profile === 'django' ? 'django' : 'laravel';
}

/** The host part of the URL, unless it says nothing ("localhost"); else the folder's name, or its parent's where that is a generic one. */
function proposedName(root: string, url: string | null): string {
  const host = url === null ? '' : new URL(url).hostname.replace(/^www\./, '');
  if (host !== '' && host !== 'localhost' && !/^[\d.:[\]]+$/.test(host)) return host;
  const generic = new Set(['public_html', 'htdocs', 'current', 'app', 'www', 'html', 'src', 'backend', 'site']);
  const folders = root.split('/').filter((part) => part !== '');
  return folders.toReversed().find((part) => !generic.has(part)) ?? 'site';
}
