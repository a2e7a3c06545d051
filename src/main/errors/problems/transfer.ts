import type { Template } from '../template.ts';

export const transferProblems = {
  'place.unreachable': {
    title: 'The place did not answer',
    hint: 'Copies elsewhere are unaffected. What has arrived is kept, and the rest is tried again later.',
    retryable: true,
  },
  'place.refused': {
    title: 'The place refused',
    hint: 'Check keys and rights: the details show what it said, and the test of the place says which rights are missing. Nothing was deleted.',
    retryable: false,
  },
  'place.read-failed': {
    title: 'A file of the copy could not be read',
    hint: 'Nothing was changed. Check the drive or the line, then try again; other copies are unaffected.',
    retryable: true,
  },
  'place.file-too-large': {
    title: 'The drive cannot hold a file this large',
    hint: 'It is formatted as FAT, where a file ends at 4 GB. Nothing was written: format the drive as exFAT, or choose another place.',
    retryable: false,
  },
  'place.busy': {
    title: 'This backup is being copied to this place already',
    hint: 'Wait until the other copy has ended, here or in another window. Nothing was changed.',
    retryable: true,
  },
  'copy.arrived-different': {
    title: 'What arrived is not what was sent',
    hint: 'The copy was not kept. The backup it was made from is unaffected; try again, and look at the drive or the line if it happens again.',
    retryable: true,
  },
  'copy.source-damaged': {
    title: 'The copy that was to be copied is damaged',
    hint: 'Nothing of it was passed on, and the proof of that copy is withdrawn. Heal it from another place that has an intact copy.',
    retryable: false,
  },
  'copy.no-source': {
    title: 'No place that can be reached has a good copy of this backup',
    hint: 'Plug in the drive or connect the place that has one, then try again. Nothing was changed.',
    retryable: false,
  },
  'copy.not-wanted': {
    title: 'No policy copies anything to this place',
    hint: 'Name the backups to copy, or add the place to where the policy of a site copies its backups to. Nothing was copied.',
    retryable: false,
  },
  'copy.some-failed': {
    title: 'Some backups could not be copied',
    hint: 'The others are in place. The details name those that are not and why; they are tried again by themselves.',
    retryable: true,
  },
  'copy.not-failed': {
    title: 'This copy has not failed any check',
    hint: 'Nothing was changed. Verify it first if you doubt it; only a copy whose check failed is replaced.',
    retryable: false,
  },
  'transfer.source-changed': {
    title: 'The file on the server changed while it was read',
    hint: 'Nothing of it was kept. It may still be written: try again when whatever writes it has ended.',
    retryable: true,
  },
  'transfer.source-missing': {
    title: 'The file is not on the server any more',
    hint: 'It may have been renamed or deleted there. Backups and copies are unaffected; look at the list again.',
    retryable: false,
  },
  'transfer.source-unreadable': {
    title: 'The file on the server cannot be read',
    hint: 'The details show what the server said. Check the rights of the file for the SSH user; nothing was changed.',
    retryable: false,
  },
  'transfer.arrived-different': {
    title: 'The file that arrived is not the one on the server',
    hint: 'What arrived was not kept. The file on the server is unaffected; try again, and look at the drive or the line if it happens again.',
    retryable: true,
  },
} as const satisfies Record<string, Template>;
