import { displayName } from '../../archive/display-name.ts';
import type { Site } from '../../../shared/model/site.ts';
import type { MediaDraft, MediaLook } from '../../../shared/model/source.ts';
import type { RemoteShell } from '../../servers/ssh/remote-shell.ts';
import { adviseCompression } from '../../sites/media/advise-compression.ts';
import { sampleAtServer } from '../../sites/media/ask-server.ts';
import { availableCompressions } from './choose-media-compression.ts';
import { readListing } from '../../sites/media/read-listing.ts';

const MOST_SHOWN = 20;

/** Counts what a media source would hold now, and tries compression on a sample of it. Only reads. Throws as `readListing` does. */
export async function lookAtMedia(shell: RemoteShell, site: Site, draft: MediaDraft, signal: AbortSignal): Promise<MediaLook> {
  const { entries, missing, closed, unreadable, tools } = await readListing(shell, site.root, draft, signal);
  const of = (type: string) => entries.filter((entry) => entry.type === type);
  const files = of('file');
  const sample = await sampleAtServer(shell, site.root, files, signal);
  return {
    files: files.length,
    bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
    folders: of('folder').length,
    links: of('link').length,
    skipped: of('other')
      .slice(0, MOST_SHOWN)
      .map(({ path }) => displayName(path)),
    missing: [...missing],
    unreadable: [...closed.filter((folder) => !unreadable.some((line) => line.includes(folder))), ...unreadable].slice(0, MOST_SHOWN),
    advice: adviseCompression(sample, availableCompressions(tools.compressions)),
  };
}
