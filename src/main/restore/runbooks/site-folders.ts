import type { Source } from '../../../shared/model/source.ts';

/** Where uploads lie on sites of every kind, beside the folders that are backed up. */
const UPLOADS = ['storage/app', 'public/storage', 'public/uploads', 'public/media', 'uploads', 'media', 'wp-content/uploads', 'files'];
/** Where a framework writes all day long: a change says nothing there. */
const RESTLESS =
  /^(?:storage\/(?:framework|logs|debugbar)|bootstrap\/cache|var\/(?:cache|log)|cache|tmp|__pycache__)(?:\/|$)|\/__pycache__\//;

/** Folders below the root that hold what visitors and editors bring, where nothing is to be run. Pure. */
export function uploadFolders(sources: readonly Source[]): readonly string[] {
  const own = sources.flatMap((source) => (source.kind === 'media' ? source.folders : []));
  // A source that is the whole site holds its code, too.
  return [...new Set([...own.filter((folder) => folder !== '.'), ...UPLOADS])];
}

/** `path`: below the root, latin1 text of its bytes. Pure. */
export function isUpload(path: string, folders: readonly string[]): boolean {
  return folders.some((folder) => path === folder || path.startsWith(`${folder}/`));
}

export function isRestless(path: string): boolean {
  return RESTLESS.test(path);
}
