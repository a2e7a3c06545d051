import archiveMediaText from './archive-media.sh';
import hashFilesText from './hash-files.sh';
import listMediaText from './list-media.sh';
import lookAtFilesText from './look-at-files.sh';
import lookForSourcesText from './look-for-sources.sh';
import sampleMediaText from './sample-media.sh';
import { withList } from './includes.ts';

/** The programs for media; each is one POSIX sh file beside this one. Those that work on a list of names share how they take it. */
export const listMedia = { name: 'list-media', text: listMediaText } as const;
export const lookForSources = { name: 'look-for-sources', text: lookForSourcesText } as const;
export const archiveMedia = withList('archive-media', archiveMediaText);
export const hashFiles = withList('hash-files', hashFilesText);
export const lookAtFiles = withList('look-at-files', lookAtFilesText);
export const sampleMedia = withList('sample-media', sampleMediaText);
