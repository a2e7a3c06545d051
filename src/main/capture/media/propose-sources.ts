import type { Profile, Site } from '../../../shared/model/site.ts';
import type { SourceProposals } from '../../../shared/model/source.ts';
import { AppError } from '../../errors/app-error.ts';
import { lookForSources } from '../../remote/media-programs.ts';
import type { RemoteShell } from '../../servers/ssh/remote-shell.ts';
import { parseEnv } from '../../sites/env/parse-env.ts';
import { lookAtSite } from '../../sites/look-at-site.ts';
import { serverBackupsDefaults } from '../adopted/defaults.ts';

const ENV_FILE = '.env';

/** Where sites of each kind keep what their visitors and editors brought; outer folders before those that lie in them. */
const MEDIA_FOLDERS = {
  laravel: [
    'storage/app',
    'storage/app/public',
    'storage/app/private',
    'storage/media',
    'storage/uploads',
    'public/storage',
    'public/uploads',
    'public/upload',
    'public/media',
    'public/images',
    'public/img/uploads',
    'public/files',
  ],
  django: ['media', 'mediafiles', 'media_root', 'uploads', 'public/media', 'src/media', 'app/media', 'data/media'],
  plain: ['wp-content/uploads', 'sites/default/files', 'uploads', 'upload', 'files', 'images', 'media', 'public/uploads', 'data/uploads'],
} as const satisfies Record<Profile, readonly string[]>;

/** Laravel's `php artisan storage:link` makes it a link to `storage/app/public`. */
const USUALLY_A_LINK = 'public/storage';

/**
 * Left out without loss: uploads that were not finished, which Livewire itself deletes after a day, and what file managers leave behind. Nothing that only looks
 * like a cache: thumbnails cannot always be made again, and `*.tmp` may be somebody's file.
 */
const ALWAYS_EXCLUDED = ['livewire-tmp/', '.DS_Store', 'Thumbs.db'];

const SETTINGS = [
  ENV_FILE,
  'composer.lock',
  'composer.json',
  'package-lock.json',
  'requirements.txt',
  'Pipfile.lock',
  'poetry.lock',
  'uv.lock',
];

/**
 * What a site has beside its databases: folders of media that are there, with what is in them; settings; and backups it makes itself, which a media source leaves
 * out so that no backup holds older ones. Only reads. Throws `site.root-missing`, `ssh.*`.
 */
export async function proposeSources(shell: RemoteShell, site: Site, signal: AbortSignal): Promise<SourceProposals> {
  const mediaFolders: readonly string[] = MEDIA_FOLDERS[site.profile];
  const backupFolders = serverBackupsDefaults(await nameOfApp(shell, site, signal)).folders;
  const folders = [...mediaFolders, ...backupFolders];
  const { exitCode, stdout, stderr } = await shell.run({
    program: lookForSources,
    args: [site.root, String(folders.length), ...folders, ...SETTINGS],
    signal,
  });
  if (exitCode === 3) throw new AppError('site.root-missing', { detail: site.root });
  if (exitCode !== 0) throw new AppError('ssh.command-failed', { detail: `look-for-sources: ${stderr.slice(-1_000)}` });
  return proposalsOf(readAnswer(stdout.toString('latin1')), mediaFolders, backupFolders);
}

async function nameOfApp(shell: RemoteShell, site: Site, signal: AbortSignal): Promise<string | null> {
  if (site.profile !== 'laravel') return null;
  const { env } = await lookAtSite(shell, site.root, ENV_FILE, signal);
  if (env.state !== 'read') return null;
  return parseEnv(env.text, 'laravel').values.get('APP_NAME') ?? null;
}

interface Answer {
  readonly folders: ReadonlyMap<number, { readonly files: number; readonly bytes: number }>;
  readonly links: ReadonlySet<number>;
  readonly files: ReadonlySet<number>;
}

function readAnswer(text: string): Answer {
  const folders = new Map<number, { files: number; bytes: number }>();
  const links = new Set<number>();
  const files = new Set<number>();
  for (const line of text.split('\n')) {
    const [kind, ...numbers] = line.split(' ');
    const [number = 0, count = 0, bytes = 0] = numbers.map(Number);
    if (kind === 'folder') folders.set(number, { files: count, bytes });
    if (kind === 'link') links.add(number);
    if (kind === 'file') files.add(number);
  }
  return { folders, links, files };
}

function proposalsOf(answer: Answer, mediaFolders: readonly string[], backupFolders: readonly string[]): SourceProposals {
  const media: SourceProposals['media'] = [];
  for (const [index, folder] of mediaFolders.entries()) {
    const found = answer.folders.get(index);
    if (found === undefined) continue;
    const isInside = media.some((other) => other.proposed && folder.startsWith(`${other.folder}/`));
    const isSecondWay = folder === USUALLY_A_LINK && answer.links.has(index);
    media.push({ folder, ...found, proposed: !isInside && !isSecondWay });
  }
  const serverBackups = backupFolders.flatMap((folder, index) => {
    const found = answer.folders.get(mediaFolders.length + index);
    return found === undefined || found.files === 0 ? [] : [{ folder, ...found }];
  });
  const found = SETTINGS.filter((_, index) => answer.files.has(index));
  return {
    media,
    excludes: [...ALWAYS_EXCLUDED, ...backupExcludes(media, serverBackups)],
    config: found.length === 0 ? null : { envFile: ENV_FILE, found },
    serverBackups,
  };
}

/** Patterns from the folder of the source on, for backups that lie in it. */
function backupExcludes(media: SourceProposals['media'], serverBackups: SourceProposals['serverBackups']): readonly string[] {
  const patterns = media
    .filter(({ proposed }) => proposed)
    .flatMap((source) =>
      serverBackups
        .filter(({ folder }) => folder.startsWith(`${source.folder}/`))
        .map(({ folder }) => `/${folder.slice(source.folder.length + 1).replaceAll(/[*?[\]\\]/g, String.raw`\$&`)}/`),
    );
  return [...new Set(patterns)];
}
