import { AppError } from '../../errors/app-error.ts';
import { findSitePrograms } from '../../remote/runbook-programs.ts';
import type { RemoteShell } from '../../servers/ssh/remote-shell.ts';
import { choosePhp, type FoundProgram } from './choose-php.ts';

/** What a site is run by and how it is, as found on its server. */
export interface SitePrograms {
  /** Absolute path, or a name that PATH knows; null: none was found. */
  readonly php: FoundProgram | null;
  /** It is what the site asks for, as far as the site says. */
  readonly phpFits: boolean;
  /** What it asks for, in its own words; empty when it says nothing. */
  readonly phpWanted: string;
  /** Of a virtual environment in the site's folder, else of the server. */
  readonly python: FoundProgram | null;
  readonly hasArtisan: boolean;
  readonly hasManagePy: boolean;
  /** Of tar, gzip and zstd, what the server has. */
  readonly tools: ReadonlySet<string>;
  /** Laravel's maintenance file is there. */
  readonly isDown: boolean;
  /** The account that signed in is root, or owns the folder of the site. */
  readonly isOwner: boolean;
  readonly isRoot: boolean;
  /** Name of the account the folder belongs to. */
  readonly owner: string;
  /** Bytes free on the disk of the site's folder; null: the server does not say. */
  readonly freeBytes: number | null;
}

/** Looks; runs nothing of the site's own. Throws `site.root-missing`, `ssh.*`. */
export async function findPrograms(shell: RemoteShell, root: string, signal: AbortSignal): Promise<SitePrograms> {
  const { stdout, stderr, exitCode } = await shell.run({ program: findSitePrograms, args: [root], signal });
  if (exitCode !== 0) throw new AppError('ssh.command-failed', { detail: `find-site-programs: ${stderr.slice(-500)}` });
  const programs = parsePrograms(stdout.toString('utf8'));
  if (programs === null) throw new AppError('site.root-missing', { detail: root });
  return programs;
}

/** The answer of find-site-programs.sh; null: the folder is not there. Pure. */
export function parsePrograms(answer: string): SitePrograms | null {
  const tokens = answer.split('\0');
  const said: (readonly [string, string])[] = [];
  for (let at = 0; at + 1 < tokens.length; at += 2) said.push([tokens[at] ?? '', tokens[at + 1] ?? '']);
  const all = (key: string) => said.filter(([name]) => name === key).map(([, value]) => value);
  if (all('root').includes('missing')) return null;
  const wants = new Map(all('wants').map((value) => twoLines(value)));
  const wishes = { handler: wants.get('handler') ?? '', platform: wants.get('platform') ?? '', composer: wants.get('composer') ?? '' };
  const php = choosePhp(all('php').map(programOf), wishes);
  const [ownerUid = '', owner = ''] = (all('owner')[0] ?? '').split(' ');
  const uid = all('uid')[0] ?? '';
  const free = all('free')[0] ?? '';
  return {
    php: php?.php ?? null,
    phpFits: php?.fits ?? false,
    phpWanted: wishes.handler === '' ? wishes.composer : wishes.handler,
    python: all('python').map(programOf)[0] ?? null,
    hasArtisan: all('has').includes('artisan'),
    hasManagePy: all('has').includes('manage.py'),
    tools: new Set(all('has')),
    isDown: all('down').includes('yes'),
    isOwner: uid === '0' || uid === ownerUid,
    isRoot: uid === '0',
    owner: owner === '' ? ownerUid : owner,
    freeBytes: /^\d+$/.test(free) ? Number(free) * 1024 : null,
  };
}

function twoLines(value: string): [string, string] {
  const at = value.indexOf('\n');
  return at < 0 ? [value, ''] : [value.slice(0, at), value.slice(at + 1)];
}

function programOf(value: string): FoundProgram {
  // The path comes first and may hold anything; the version is the last line.
  const at = value.lastIndexOf('\n');
  return { path: value.slice(0, at), version: value.slice(at + 1) };
}
