import { AppError } from '../../errors/app-error.ts';
import { lookAtFolders } from '../../remote/media-restore-programs.ts';
import type { RemoteShell } from '../../servers/ssh/remote-shell.ts';

/** A folder files are brought back to, as it is on the server now. */
export interface FolderLook {
  /** As it was asked for, relative to the site's root. */
  readonly folder: string;
  /** `file`: something else has its name. `dangling`: a link that leads nowhere. `closed`: it may not be entered. */
  readonly state: 'folder' | 'missing' | 'file' | 'closed' | 'dangling';
  readonly isLink: boolean;
  /** Where it really lies, or will lie. Empty unless it is a folder or missing. */
  readonly real: string;
  /** The folder above it, or the one it will be made in, may be written to. */
  readonly mayWriteParent: boolean;
  readonly mayWriteInside: boolean;
  /** It and the folder above it are one file system, so that a rename moves it. */
  readonly isWithParent: boolean;
  /** Where an attempt of the same restore left its folder. */
  readonly staged: 'beside' | 'inside' | null;
  /** As df names the file system. */
  readonly disk: string;
  /** Bytes; null: not known. */
  readonly free: number | null;
  readonly freeInodes: number | null;
  /** Of the folder, or of the one above that it would be made in; null: the server does not say. */
  readonly rights: Rights | null;
}

export interface Rights {
  /** Permission bits. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
}

export interface AccountLook {
  readonly uid: number;
  readonly gids: ReadonlySet<number>;
  /** The same groups by name, where each has one. */
  readonly gidOfGroup: ReadonlyMap<string, number>;
  /** What tar says first; null: there is none. */
  readonly tar: string | null;
  readonly tools: ReadonlySet<string>;
  /** Left of the account's quotas, by file system as df names it. */
  readonly quotas: readonly Quota[];
}

export interface Quota {
  readonly disk: string;
  /** Bytes and files that may still be written; null: no limit. */
  readonly bytes: number | null;
  readonly files: number | null;
}

export interface TargetLook {
  readonly account: AccountLook;
  readonly folders: readonly FolderLook[];
}

/** Looks at folders of a site; changes nothing. Throws `site.root-missing`, `ssh.*`. */
export async function lookAtTarget(
  shell: RemoteShell,
  root: string,
  id: string,
  folders: readonly string[],
  signal: AbortSignal,
): Promise<TargetLook> {
  const { stdout, stderr, exitCode } = await shell.run({ program: lookAtFolders, args: [root, id, ...folders], signal });
  const look = parseLook(stdout);
  if (look === null || look.folders.length !== folders.length || exitCode !== 0)
    throw new AppError('ssh.command-failed', { detail: `restore-media-look: ${stderr.slice(-500)}` });
  if (look.rootIsMissing) throw new AppError('site.root-missing', { detail: root });
  return look;
}

/** The answer of restore-media-look.sh. Null when it is none. Pure. */
export function parseLook(answer: Buffer): (TargetLook & { readonly rootIsMissing: boolean }) | null {
  const tokens = answer.toString('utf8').split('\0');
  if (tokens.length % 2 !== 1) return null;
  const account: (readonly [string, string])[] = [];
  const folders: Map<string, string>[] = [];
  for (let at = 0; at + 1 < tokens.length; at += 2) {
    const [key = '', value = ''] = [tokens[at], tokens[at + 1]];
    if (key === 'folder') folders.push(new Map([[key, value]]));
    else if (folders.length === 0) account.push([key, value]);
    else folders.at(-1)?.set(key, value);
  }
  const all = (key: string) => account.filter(([name]) => name === key).map(([, value]) => value);
  const gids = (all('gids')[0] ?? '').split(' ').filter(Boolean).map(Number);
  const groups = (all('groups')[0] ?? '').split(' ').filter(Boolean);
  return {
    account: {
      uid: Number(all('uid')[0] ?? Number.NaN),
      gids: new Set(gids),
      // A name with a blank in it, or a group without a name, shifts them: then numbers alone have to do.
      gidOfGroup: new Map(groups.length === gids.length ? groups.map((name, index) => [name, gids[index]!]) : []),
      tar: all('tar')[0] ?? null,
      tools: new Set(all('has')),
      quotas: quotasOf(all('quota')),
    },
    folders: folders.map(folderOf),
    rootIsMissing: folders.some((folder) => folder.get('state') === 'root-missing'),
  };
}

const STATES = ['folder', 'missing', 'file', 'closed', 'dangling'] as const;
const KIB = 1024;

function folderOf(said: ReadonlyMap<string, string>): FolderLook {
  const number = (key: string, unit: number) => (/^\d+$/.test(said.get(key) ?? '') ? Number(said.get(key)) * unit : null);
  const staged = said.get('staged');
  return {
    folder: said.get('folder') ?? '',
    state: STATES.find((state) => state === said.get('state')) ?? 'closed',
    isLink: said.get('link') === 'yes',
    real: said.get('real') ?? '',
    mayWriteParent: said.get('parent') === 'yes',
    mayWriteInside: said.get('inside') === 'yes',
    isWithParent: said.get('together') === 'yes',
    staged: staged === 'beside' || staged === 'inside' ? staged : null,
    disk: said.get('disk') ?? '',
    free: number('free', KIB),
    freeInodes: number('inodes', 1),
    rights: rightsOf(said.get('rights') ?? ''),
  };
}

function rightsOf(text: string): Rights | null {
  const [, mode, uid, gid] = /^([0-7]{3,4}) (\d+) (\d+)$/.exec(text) ?? [];
  return mode === undefined ? null : { mode: Number.parseInt(mode, 8), uid: Number(uid), gid: Number(gid) };
}

/** Lines of quota(1): `/dev/sda1 blocks quota limit grace files quota limit grace`; blocks of 1 KiB, `*` behind what is over, 0 for no limit. */
function quotasOf(lines: readonly string[]): readonly Quota[] {
  return lines.flatMap((line) => {
    const [, disk, ...rest] =
      /^\s*(\/\S+|\S+:\/\S*)\s+(\d+)\*?\s+(\d+)\s+(\d+)\s+(?:[\d:]*[a-z]*\s+)?(\d+)\*?\s+(\d+)\s+(\d+)/.exec(line) ?? [];
    if (disk === undefined) return [];
    const [blocks = 0, soft = 0, hard = 0, files = 0, softFiles = 0, hardFiles = 0] = rest.map(Number);
    const left = (used: number, ...limits: readonly number[]) => {
      const set = limits.filter((limit) => limit > 0);
      return set.length === 0 ? null : Math.max(0, Math.min(...set) - used);
    };
    const free = left(blocks, soft, hard);
    return [{ disk, bytes: free === null ? null : free * KIB, files: left(files, softFiles, hardFiles) }];
  });
}
