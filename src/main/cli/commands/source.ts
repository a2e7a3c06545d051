import { formatBytes } from '../../../shared/format/bytes.ts';
import type { FileSourceDraft, MediaDraft, Source } from '../../../shared/model/source.ts';
import { ask, EXIT, oneOf, text, UsageError, type Command, type OptionValues } from '../command.ts';
import { siteOfCommand } from '../find.ts';
import { facts } from '../table.ts';
import { listOf } from '../words.ts';

const string = { type: 'string' } as const;
const flag = { type: 'boolean' } as const;
const MEDIA = { folders: string, exclude: string, symlinks: string, compression: string } as const;

export const sourcePropose: Command = {
  name: 'source propose',
  usage: 'source propose SITE',
  about: 'Media folders, settings and server-made backups that a site seems to have. Only reads.',
  options: { 'keep-secrets-in-file': flag },
  positionals: [1, 1],
  access: 'work',
  async run(context) {
    const { site } = await siteOfCommand(context, context.positionals[0] ?? '');
    const found = await ask(context.app, 'source.propose', { siteId: site.id });
    const text_ = facts([
      [
        'Media',
        found.media
          .map(({ folder, files, bytes, proposed }) => `${folder} (${files} files, ${formatBytes(bytes)}${proposed ? ', proposed' : ''})`)
          .join('; '),
      ],
      ['Left out', found.excludes.join(', ')],
      ['Settings', found.config === null ? 'none found' : found.config.found.join(', ')],
      ['Made by the server', found.serverBackups.map(({ folder, files }) => `${folder} (${files} files)`).join('; ')],
    ]);
    return { exit: EXIT.done, json: found, text: text_ };
  },
};

export const sourceAdd: Command = {
  name: 'source add',
  usage:
    'source add media SITE --folders A,B [--exclude P,Q] [--symlinks keep|follow] [--compression gzip|zstd|none] | source add config SITE [--env FILE] [--extra A,B] | source add server-backups SITE --folders A,B --patterns P,Q [--take newest|all-new] [--zone ZONE]',
  about: 'Adds files, settings or server-made backups to what is backed up of a site. Settings are sealed; see "key".',
  options: { ...MEDIA, env: string, extra: string, patterns: string, take: string, zone: string },
  positionals: [2, 2],
  access: 'work',
  async run(context) {
    const { app, positionals, options } = context;
    const { site } = await siteOfCommand(context, positionals[1] ?? '');
    const source = await ask(app, 'source.put', { siteId: site.id, sourceId: null, draft: draftOf(positionals[0] ?? '', options) });
    return { exit: EXIT.done, json: source, text: `${describe(source)} of ${site.name} will be backed up.` };
  },
};

export const sourceLook: Command = {
  name: 'source look',
  usage: 'source look SITE --folders A,B [--exclude P,Q] [--symlinks keep|follow]',
  about: 'Counts files as a media source would hold them, and says which compression pays. Only reads.',
  options: MEDIA,
  positionals: [1, 1],
  access: 'work',
  async run(context) {
    const { site } = await siteOfCommand(context, context.positionals[0] ?? '');
    const look = await ask(context.app, 'source.look-at-media', { siteId: site.id, draft: mediaDraft(context.options) });
    const text_ = facts([
      ['Files', `${look.files}, ${formatBytes(look.bytes)}`],
      ['Folders, links', `${look.folders}, ${look.links}`],
      ['Missing', look.missing.join(', ')],
      ['Not readable', look.unreadable.join('; ')],
      ['Skipped', look.skipped.join(', ')],
      ['Compression', `${look.advice.proposed}: ${look.advice.why}`],
    ]);
    return { exit: look.missing.length + look.unreadable.length > 0 ? EXIT.warning : EXIT.done, json: look, text: text_ };
  },
};

export const sourceRemove: Command = {
  name: 'source remove',
  usage: 'source remove SITE SOURCE',
  about: 'Forgets a source (its id, or the beginning of it; see "site list --json"). Its backups stay.',
  options: {},
  positionals: [2, 2],
  access: 'work',
  async run(context) {
    const { site, sources } = await siteOfCommand(context, context.positionals[0] ?? '');
    const wanted = context.positionals[1] ?? '';
    const [found, other] = sources.filter(
      (source) => source.id.startsWith(wanted) || (source.kind === 'database' && source.database === wanted),
    );
    if (found === undefined || other !== undefined) throw new UsageError(`${site.name} has no source ${wanted}, or more than one.`);
    await ask(context.app, 'source.remove', { sourceId: found.id });
    return { exit: EXIT.done, json: { removed: found.id }, text: `${describe(found)} is no longer backed up. Its backups stay.` };
  },
};

function draftOf(kind: string, options: OptionValues): FileSourceDraft {
  switch (kind) {
    case 'media':
      return mediaDraft(options);
    case 'config':
      return { kind, envFile: text(options, 'env') ?? '.env', extraFiles: [...listOf(text(options, 'extra') ?? '')] };
    case 'server-backups':
      return {
        kind,
        folders: [...listOf(text(options, 'folders') ?? '')],
        patterns: [...listOf(text(options, 'patterns') ?? '')],
        take: oneOf(options, 'take', ['newest', 'all-new']) ?? 'all-new',
        zone: text(options, 'zone') ?? null,
      };
    default:
      throw new UsageError('source add: media, config or server-backups.');
  }
}

function mediaDraft(options: OptionValues): MediaDraft {
  return {
    kind: 'media',
    folders: [...listOf(text(options, 'folders') ?? '')],
    excludes: [...listOf(text(options, 'exclude') ?? '')],
    symlinks: oneOf(options, 'symlinks', ['keep', 'follow']) ?? 'keep',
    compression: oneOf<'gzip' | 'zstd' | 'none'>(options, 'compression', ['gzip', 'zstd', 'none']) ?? null,
  };
}

function describe(source: Source): string {
  switch (source.kind) {
    case 'database':
      return `Database ${source.database}`;
    case 'media':
      return `Files in ${source.folders.join(', ')}`;
    case 'config':
      return 'Settings';
    case 'server-backups':
      return `Backups made by the server in ${source.folders.join(', ')}`;
  }
}
