import type { MediaDraft, MediaSource, SourceProposals } from '../../../shared/model/source.ts';
import { linesOf } from '../../design/TextAreaField.tsx';

/** What stands in the fields of a media source. */
export interface MediaFields {
  /** Folders chosen of what was found. */
  readonly chosen: readonly string[];
  /** One on each line: folders beyond those found. */
  readonly more: string;
  readonly excludes: string;
  readonly symlinks: MediaDraft['symlinks'];
  readonly compression: 'sample' | 'gzip' | 'zstd' | 'none';
}

/** What is stored, or what the look at the site proposes. */
export function mediaFieldsOf(source: MediaSource | null, proposals: SourceProposals): MediaFields {
  const found = new Set(proposals.media.map(({ folder }) => folder));
  if (source === null) {
    return {
      chosen: proposals.media.filter(({ proposed }) => proposed).map(({ folder }) => folder),
      more: '',
      excludes: proposals.excludes.join('\n'),
      symlinks: 'keep',
      compression: 'sample',
    };
  }
  return {
    chosen: source.folders.filter((folder) => found.has(folder)),
    more: source.folders.filter((folder) => !found.has(folder)).join('\n'),
    excludes: source.excludes.join('\n'),
    symlinks: source.symlinks,
    compression: source.compression ?? 'sample',
  };
}

export interface MediaProblems {
  readonly folders: string | null;
  readonly excludes: string | null;
}

export function checkMedia(fields: MediaFields): MediaProblems {
  const folders = foldersOf(fields);
  const bad = linesOf(fields.more).find((folder) => !isSitePath(folder));
  const negated = linesOf(fields.excludes).find((pattern) => pattern.startsWith('!'));
  return {
    folders:
      bad !== undefined
        ? `${bad} is no path below the site’s folder.`
        : folders.length === 0
          ? 'Choose a folder, or type one.'
          : folders.length > 50
            ? 'At most 50 folders; their common parent will do.'
            : null,
    excludes: negated === undefined ? null : `${negated}: patterns only leave out, they cannot take in again.`,
  };
}

/** The draft that fields without problems stand for. */
export function mediaDraftOf(fields: MediaFields): MediaDraft {
  return {
    kind: 'media',
    folders: [...foldersOf(fields)],
    excludes: [...linesOf(fields.excludes)],
    symlinks: fields.symlinks,
    compression: fields.compression === 'sample' ? null : fields.compression,
  };
}

function foldersOf({ chosen, more }: MediaFields): readonly string[] {
  return [...new Set([...chosen, ...linesOf(more)])];
}

/** Relative, and never out of the site. */
export function isSitePath(path: string): boolean {
  return !path.startsWith('/') && !path.split('/').includes('..');
}
