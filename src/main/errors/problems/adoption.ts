import type { Template } from '../template.ts';

export const adoptionProblems = {
  'adopt.not-readable': {
    title: 'The file the server made is not a readable backup',
    hint: 'It was not adopted and nothing was changed on the server. The details say where reading stopped.',
    retryable: false,
  },
  'adopt.hash-differs': {
    title: 'The file is not the one its checksum was made of',
    hint: 'It was not adopted and nothing was changed on the server. Either the file was damaged or changed there, or the checksum beside it is of another one.',
    retryable: false,
  },
  'adopt.no-source': {
    title: 'Holdfast does not know where this server keeps the backups it makes',
    hint: 'Add the folders of its own backups to the sources of the site. Nothing was done.',
    retryable: false,
  },
  'adopt.growing': {
    title: 'The file is still being written on the server',
    hint: 'It was left alone: half a backup is none. Adopt it again when the server has finished it.',
    retryable: true,
  },
  'adopt.not-on-server': {
    title: 'The chosen file is not among the backups on the server any more',
    hint: 'It was deleted or moved there, or its name does not fit the patterns. Nothing was adopted of it.',
    retryable: false,
  },
  'adopt.incomplete': {
    title: 'Not everything the server made was adopted',
    hint: 'What was adopted is kept and checked. The details name each file that was not, and why; nothing was changed on the server.',
    retryable: false,
  },
} as const satisfies Record<string, Template>;
