import type { BundleArtifact, MediaArtifact } from '../../../shared/model/artifact.ts';
import { formatBytes } from '../../../shared/format/bytes.ts';
import { countWord, formatCount } from '../backup/backup-words.ts';

/** "100,006 files, 18.2 GB · since the backup before: 57 new, 4 changed, 11 gone". */
export function countsLine(artifact: MediaArtifact | BundleArtifact): string {
  const { files, bytes, folders, links, added, changed, removed, touched, skipped } = artifact.counts;
  const all = [
    `${countWord(files, 'file', 'files')}, ${formatBytes(bytes)}`,
    countWord(folders, 'folder', 'folders'),
    ...(links === 0 ? [] : [countWord(links, 'link', 'links')]),
    ...(skipped === 0 ? [] : [`${countWord(skipped, 'socket or device', 'sockets and devices')} left out`]),
  ].join(', ');
  if (artifact.kind === 'full') return all;
  const changes = [
    `${formatCount(added)} new`,
    `${formatCount(changed)} changed`,
    `${formatCount(removed)} gone`,
    ...(touched === 0 ? [] : [`${formatCount(touched)} touched`]),
  ].join(', ');
  return `${all} · since the backup before: ${added + changed + removed + touched === 0 ? 'no change at all' : changes}`;
}
