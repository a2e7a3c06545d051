import type { Template } from '../template.ts';

export const placeProblems = {
  'place.not-chosen': {
    title: 'No folder for backups has been chosen on this computer',
    hint: 'Choose one in the settings. Nothing was done.',
    retryable: false,
  },
  'place.unusable': {
    title: 'This folder cannot hold backups',
    hint: 'The details say why. Choose another folder; nothing was changed.',
    retryable: false,
  },
  'place.missing': {
    title: 'The folder for backups is not there',
    hint: 'Connect the drive it lies on, or choose another folder. Nothing was deleted by Holdfast.',
    retryable: false,
  },
  'place.not-found': {
    title: 'There is no such place',
    hint: 'It may have been removed. Nothing was done.',
    retryable: false,
  },
  'place.secret-missing': {
    title: 'The secret access key of this place is not known here',
    hint: 'Enter it again in the settings of the place. Nothing was sent.',
    retryable: false,
  },
  'place.is-home': {
    title: 'This is the folder of this computer in which backups are made',
    hint: 'Choose another folder first; nothing was changed.',
    retryable: false,
  },
  'place.name-taken': {
    title: 'Another place has this name already',
    hint: 'Choose another name. Nothing was changed.',
    retryable: false,
  },
  'place.in-use': {
    title: 'Work is going on in the folder for backups',
    hint: 'Wait until it has ended, or cancel it, then choose the folder again. Nothing was changed.',
    retryable: true,
  },
  'place.full': {
    title: 'There is no room left for the backup',
    hint: 'Nothing incomplete counts as a backup, and earlier ones are unaffected. Make room there, or choose another folder or place.',
    retryable: false,
  },
  'place.write-failed': {
    title: 'The backup could not be written',
    hint: 'Nothing incomplete counts as a backup, and earlier ones are unaffected. The details show what the system said.',
    retryable: false,
  },
  'backup.not-found': {
    title: 'This backup is not in the catalog',
    hint: 'If its folder exists, rebuild the catalog to find it again.',
    retryable: false,
  },
  'backup.file-list-missing': {
    title: 'The list of files of this backup cannot be read',
    hint: 'No place that can be reached now has it as it was made. Connect the drive or the place that has a copy, or verify the copies.',
    retryable: true,
  },
  'backup.not-read-back': {
    title: 'The backup is complete and kept, but has not been read back yet',
    hint: 'It was stopped after the backup had been written, or the details say what was in the way. Nothing needs to be made again: verify it.',
    retryable: false,
  },
  'backup.ambiguous-id': {
    title: 'More than one backup begins with this id',
    hint: 'Give more characters of it.',
    retryable: false,
  },
  'verify.artifact-missing': {
    title: 'A file of the backup is missing',
    hint: 'The proof of this copy is withdrawn. Do not rely on it: make a new backup, and look for the file in the trash or on another copy.',
    retryable: false,
  },
  'verify.size-differs': {
    title: 'A file of the backup has another length than when it was made',
    hint: 'The proof of this copy is withdrawn. Do not rely on it: make a new backup, or use another copy.',
    retryable: false,
  },
  'verify.hash-differs': {
    title: 'A file of the backup was changed since it was made',
    hint: 'The proof of this copy is withdrawn. Do not rely on it: make a new backup, or use another copy.',
    retryable: false,
  },
  'verify.manifest-missing': {
    title: 'The manifest of the backup is missing or cannot be read',
    hint: 'The proof of this copy is withdrawn. The artifacts may still be good: RESTORE.txt says how to use them by hand.',
    retryable: false,
  },
  'verify.manifest-foreign': {
    title: 'The manifest in this folder belongs to another backup',
    hint: 'The proof of this copy is withdrawn. Somebody may have moved folders; rebuild the catalog to see what is really there.',
    retryable: false,
  },
  'verify.inventory-differs': {
    title: 'The dump does not hold what its manifest says',
    hint: 'The proof of this copy is withdrawn. Do not rely on it: make a new backup, or use another copy.',
    retryable: false,
  },
  'verify.unreadable': {
    title: 'The dump can be read only in part',
    hint: 'The proof of this copy is withdrawn. Do not rely on it: make a new backup, or use another copy.',
    retryable: false,
  },
  'verify.archive-unreadable': {
    title: 'The archive can be read only in part',
    hint: 'The proof of this copy is withdrawn. Do not rely on it: heal it from another copy, or make a new full backup of the media.',
    retryable: false,
  },
  'verify.archive-differs': {
    title: 'The archive does not hold the files its list names',
    hint: 'The proof of this copy is withdrawn. Do not rely on it: heal it from another copy, or make a new full backup of the media.',
    retryable: false,
  },
  'verify.file-list-differs': {
    title: 'The list of files is not the one the manifest describes',
    hint: 'The proof of this copy is withdrawn. The archive may still be good, and tar alone opens it; heal the copy from another one.',
    retryable: false,
  },
  'verify.sealed-unreadable': {
    title: 'The sealed settings are damaged',
    hint: 'The proof of this copy is withdrawn. The other parts of the backup may still be good; heal the copy from another one, or make a new backup.',
    retryable: false,
  },
  'verify.config-differs': {
    title: 'The sealed settings do not hold what the manifest says',
    hint: 'The proof of this copy is withdrawn. Do not rely on it: heal it from another copy, or make a new backup.',
    retryable: false,
  },
  'verify.faults-found': {
    title: 'Copies were found that are not good any more',
    hint: 'Their proof is withdrawn, and the details name them. Heal each from another copy of the same backup; what was not named is good.',
    retryable: false,
  },
  'verify.not-all-read': {
    title: 'Some copies could not be re-read',
    hint: 'Nothing is known against them and their proof stands. The details name the places; they are tried again tomorrow.',
    retryable: true,
  },
  'verify.folder-missing': {
    title: 'The folder of the backup is not there',
    hint: 'The proof of this copy is withdrawn. It may have been moved or deleted: look in the trash; if it was moved, rebuild the catalog to find it.',
    retryable: false,
  },
  'verify.manifest-differs': {
    title: 'The manifest of the backup was changed since it was made',
    hint: 'The proof of this copy is withdrawn. Its artifacts have their checksums; make a new backup, or put the manifest back from another copy.',
    retryable: false,
  },
  'verify.companion-differs': {
    title: 'RESTORE.txt or the list of checksums was changed or is missing',
    hint: 'The proof of this copy is withdrawn. Make a new backup, or put the file back from another copy and verify again.',
    retryable: false,
  },
  'verify.read-failed': {
    title: 'A file of the backup cannot be read',
    hint: 'The proof of this copy is withdrawn. Check the drive and the rights of the file, then verify again; other copies are unaffected.',
    retryable: true,
  },
  'verify.copy-moved': {
    title: 'The copy was found in another folder while it was being read',
    hint: 'Nothing was noted of what was read. The details name the folder it lies in now; verify it again.',
    retryable: true,
  },
  'verify.cannot-open-here': {
    title: 'This computer cannot open the compression of the backup',
    hint: 'Nothing is known against the copy and its proof stands. RESTORE.txt says how to open it by hand.',
    retryable: false,
  },
  'manifest.from-newer-app': {
    title: 'This backup was written by a newer Holdfast',
    hint: 'Update Holdfast to read it. The artifacts are plain files: RESTORE.txt in the folder says how to use them by hand.',
    retryable: false,
  },
} as const satisfies Record<string, Template>;
