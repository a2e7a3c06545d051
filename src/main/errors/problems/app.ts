import type { Template } from '../template.ts';

export const appProblems = {
  'catalog.from-newer-app': {
    title: 'The catalog was written by a newer Holdfast',
    hint: 'Update Holdfast. Nothing was changed; the backups themselves are plain files and unaffected.',
    retryable: false,
  },
  'catalog.damaged': {
    title: 'The catalog cannot be read',
    hint: 'The backups themselves are unaffected. Move the catalog file away and rebuild it from the copies.',
    retryable: false,
  },
  'catalog.busy': {
    title: 'Another program is holding the catalog',
    hint: 'Close other programs that have it open, then try again. Nothing was changed.',
    retryable: true,
  },
  'catalog.write-failed': {
    title: 'The catalog could not be written',
    hint: 'Make room on the disk and check that the data folder is writable. The backups themselves are unaffected.',
    retryable: false,
  },
  'catalog.backup-not-recorded': {
    title: 'The backup is complete and kept, but the catalog could not be written',
    hint: 'The details name its folder and what was in the way. Put that right, then rebuild the catalog or start Holdfast again.',
    retryable: false,
  },
  'catalog.rebuild-incomplete': {
    title: 'Some folders could not be read while rebuilding the catalog',
    hint: 'Everything that could be read is in the catalog. The details name the rest.',
    retryable: false,
  },
  'job.not-found': {
    title: 'This job is not known',
    hint: 'Work that ended well is kept with its log for 100 days, all other for 400. Or it belongs to another data folder. Nothing was changed.',
    retryable: false,
  },
  'job.interrupted': {
    title: 'The work was interrupted when Holdfast ended',
    hint: 'Nothing incomplete counts as a backup. It can be started again; a transfer goes on from where it stopped.',
    retryable: true,
  },
  'job.already-running': {
    title: 'The same work is already waiting or running',
    hint: 'It appears in the list of jobs. Nothing was started twice.',
    retryable: false,
  },
  'job.cannot-pause': {
    title: 'This work cannot be paused',
    hint: 'It goes on unchanged. It could only be started anew, so cancel it if it is in the way; copying and adopting can be paused.',
    retryable: false,
  },
  'home.in-use': {
    title: 'Another Holdfast is working with this data folder',
    hint: 'Use the window that is open, or close it first. Nothing was changed.',
    retryable: true,
  },
  'secrets.unavailable': {
    title: 'This computer has no safe place for a password',
    hint: 'Use a key file without passphrase or the SSH agent, or set up the system keychain. Nothing was stored.',
    retryable: false,
  },
  'input.invalid': {
    title: 'Something that was entered cannot be used',
    hint: 'The details name the field. Nothing was changed.',
    retryable: false,
  },
  'host.unsupported': {
    title: 'This host cannot do that',
    hint: 'The browser cannot open a window of the system; the details show the path instead.',
    retryable: false,
  },
  unexpected: {
    title: 'Unexpected problem',
    hint: 'This is a fault in Holdfast. Earlier backups are unaffected; the log holds what is needed to mend it.',
    retryable: false,
  },
} as const satisfies Record<string, Template>;
