import { keyOf } from '../../archive/copy-from-archive.ts';
import { createExcludes } from '../../sites/media/excludes.ts';
import type { MediaWork } from './media-work.ts';
import type { IsCovered } from './plan-moves.ts';

/** What of a folder on the server its backup speaks of: neither what the source leaves out, nor what holds no data, nor links that are not taken out of a zip. Pure. */
export function coveredBy({ source, zip }: Pick<MediaWork, 'source' | 'zip'>, folder: string): IsCovered {
  const excludes = createExcludes(source.excludes);
  const start = folder === '.' ? '' : `${keyOf(Buffer.from(folder))}/`;
  const left = new Set(zip?.leftLinks);
  return ({ path, type }) => type !== 'other' && !excludes.matches(keyOf(path), type === 'folder') && !left.has(`${start}${keyOf(path)}`);
}
