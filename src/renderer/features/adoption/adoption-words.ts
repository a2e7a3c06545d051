import type { AdoptableFile, Source } from '../../../shared/model/source.ts';
import type { ToneWord } from '../../design/tone.ts';
import { countWord } from '../backup/backup-words.ts';

/** "2 new, 1 adopted already, 1 still growing". */
export function foundLine(files: readonly AdoptableFile[]): string {
  const count = (state: AdoptableFile['state']) => files.filter((file) => file.state === state).length;
  const parts = [
    [count('new'), 'new'],
    [count('adopted'), 'adopted already'],
    [count('growing'), 'still growing'],
    [count('refused'), 'refused'],
  ] as const;
  return parts.flatMap(([number, word]) => (number === 0 ? [] : [`${number} ${word}`])).join(', ');
}

/** Where it would be looked. */
export function takeLine(sources: readonly Source[]): string {
  const folders = sources.flatMap((source) => (source.kind === 'server-backups' ? source.folders : []));
  return folders.length > 2
    ? `Looked for in ${countWord(folders.length, 'folder', 'folders')} on the server.`
    : `Looked for in ${folders.join(' and ')}.`;
}

export const WHAT_WORDS: Readonly<Record<AdoptableFile['what'], string>> = {
  dump: 'Dump',
  archive: 'Archive',
  zip: 'Zip of dumps and files',
  unknown: 'Not known',
};

export const STATES: Readonly<Record<AdoptableFile['state'], ToneWord>> = {
  new: { tone: 'run', word: 'New' },
  adopted: { tone: 'ok', word: 'Adopted' },
  growing: { tone: 'mute', word: 'Still growing' },
  refused: { tone: 'warn', word: 'Refused' },
};
