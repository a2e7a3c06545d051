import * as z from 'zod';
import type { BundleArtifact } from '../../../shared/model/artifact.ts';
import type { RestoreId } from '../../../shared/model/ids.ts';
import type { Manifest } from '../../../shared/model/manifest.ts';
import type { MediaChoice } from '../../../shared/model/restore.ts';
import type { MediaSource, Source } from '../../../shared/model/source.ts';
import type { MediaCopy, MediaWork } from '../../restore/media/media-work.ts';
import { readFileListIn } from '../../restore/media/read-chain.ts';
import { unitsOf } from '../../restore/media/work-folders.ts';
import { findLayout, ZipLayout } from '../../restore/media/zip-layout.ts';
import type { RestoreTarget } from '../../restore/step.ts';
import type { Modules } from '../modules.ts';

/** What was decided of a zip when the plan was made: the register may change, what was planned does not. */
const KeptZip = z.object({ layout: ZipLayout, excludes: z.array(z.string()), symlinks: z.enum(['keep', 'follow']) });
type KeptZip = z.infer<typeof KeptZip>;
const KeptZips = z.record(z.string(), KeptZip);
/** No step has this id. */
const ZIPS_KEPT_AS = '$zips';

/** Writes down how the zips of a planned restore are read. */
export function keepZips({ catalog }: Pick<Modules, 'catalog'>, id: RestoreId, works: readonly MediaWork[]): void {
  const kept = works.flatMap(({ artifact, zip, source }) =>
    zip === undefined ? [] : [[artifact.id, { layout: zip, excludes: source.excludes, symlinks: source.symlinks }] as const],
  );
  if (kept.length > 0) catalog.restores.putMemo(id, ZIPS_KEPT_AS, Object.fromEntries(kept));
}

export interface ZipOrder {
  readonly restoreId: RestoreId;
  readonly choice: MediaChoice;
  readonly bundle: BundleArtifact;
  readonly manifest: Manifest;
  readonly target: RestoreTarget;
  readonly copies: readonly MediaCopy[];
}

/** The media in a zip of the server, to be brought back like any other. Reads the list of the zip when nothing was planned. Throws `backup.file-list-missing`. */
export async function zipMediaWork({ catalog }: Pick<Modules, 'catalog'>, order: ZipOrder, signal: AbortSignal): Promise<MediaWork> {
  const { restoreId, choice, bundle, manifest, copies } = order;
  const known = KeptZips.safeParse(catalog.restores.memoOf(restoreId, ZIPS_KEPT_AS)).data?.[bundle.id];
  const { layout, excludes, symlinks } = known ?? (await lookAtZip(order, signal));
  const artifact: MediaWork['artifact'] = {
    ...bundle,
    part: 'media',
    kind: manifest.backup.kind === 'incremental' ? 'incremental' : 'full',
    folders: layout.folders,
    archiveTool: null,
    chain: [manifest.backup.id],
    synthetic: false,
    resumed: 0,
  };
  return {
    restoreId,
    choice: layout.hasExactTimes ? choice : { ...choice, compareBy: 'hash' },
    artifact,
    source: { excludes, symlinks },
    links: [{ artifact, copies }],
    zip: layout,
  };
}

async function lookAtZip({ bundle, manifest, target, copies }: ZipOrder, signal: AbortSignal): Promise<KeptZip> {
  const sources = [...manifest.sources, ...target.sources];
  const media = sources.filter((source) => source.kind === 'media');
  const list = await readFileListIn(copies, bundle.fileList, signal);
  const roots = [manifest.site.root, target.site.root];
  const layout = findLayout(list, { roots, media: unitsOf(media.flatMap(({ folders }) => folders)) });
  return { layout, ...coverage(layout.folders, media, sources, roots) };
}

/** What lives in media folders and is no media: what the sources leave out, and the folder in which the site's own zips lie, of which none holds the others. Pure. */
export function coverage(
  folders: readonly string[],
  media: readonly MediaSource[],
  sources: readonly Source[],
  roots: readonly string[],
): Pick<MediaSource, 'excludes' | 'symlinks'> {
  const within = media.filter((source) => unitsOf(source.folders).some((folder) => folders.some((unit) => isIn(folder, unit))));
  const kept = sources
    .flatMap((source) => (source.kind === 'server-backups' ? source.folders : []))
    .map((folder) => belowRoot(folder, roots));
  const zips = kept.flatMap((folder) =>
    folders.flatMap((unit) => (folder !== unit && isIn(folder, unit) ? [patternOf(folder, unit)] : [])),
  );
  return {
    excludes: [...new Set([...within.flatMap(({ excludes }) => excludes), ...zips])],
    symlinks: within.some(({ symlinks }) => symlinks === 'follow') ? 'follow' : 'keep',
  };
}

function belowRoot(folder: string, roots: readonly string[]): string {
  const root = roots.find((each) => folder.startsWith(`${each}/`));
  return unitsOf([root === undefined ? folder : folder.slice(root.length)])[0] ?? '.';
}

function isIn(folder: string, unit: string): boolean {
  return unit === '.' || folder === unit || folder.startsWith(`${unit}/`);
}

function patternOf(folder: string, unit: string): string {
  const below = unit === '.' ? folder : folder.slice(unit.length + 1);
  return `/${below.replaceAll(/[\\*?[\]]/gu, String.raw`\$&`)}/`;
}
