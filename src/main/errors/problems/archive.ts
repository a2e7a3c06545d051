import type { Template } from '../template.ts';

export const archiveProblems = {
  'file-list.damaged': {
    title: 'The list of files of a backup is damaged',
    hint: 'The archive itself is unaffected and opens with tar. Verify the backup; another copy may have an intact list.',
    retryable: false,
  },
  'file-list.from-newer-app': {
    title: 'The list of files was written by a newer Holdfast',
    hint: 'Update Holdfast. Nothing was changed; the archive itself opens with tar.',
    retryable: false,
  },
  'archive.unreadable': {
    title: 'A media archive is not readable',
    hint: 'Nothing was kept of this attempt and nothing was removed. The copies that were read were checked; the details say where reading stopped and name each that is damaged: heal it from another copy. Without one the next backup reads everything.',
    retryable: false,
  },
  'archive.chain-differs': {
    title: 'An archive of the chain does not hold what its list says',
    hint: 'No full was built from it and nothing was removed. The copies that were read were checked, and the details name each that is damaged: heal it from another copy. Without one the next backup reads everything.',
    retryable: false,
  },
  'zip.password-missing': {
    title: 'The zip is encrypted and no password is known',
    hint: 'Enter the password the site encrypts its backups with. The zip itself is unaffected.',
    retryable: false,
  },
  'zip.password-wrong': {
    title: 'The password does not open the zip',
    hint: 'The zip may be older than the password the site has now: enter the one of its time. The zip itself is unaffected.',
    retryable: false,
  },
  'zip.damaged': {
    title: 'The zip is damaged or no zip at all',
    hint: 'Nothing was changed. The details say what is wrong; another copy of it may be intact.',
    retryable: false,
  },
} as const satisfies Record<string, Template>;
