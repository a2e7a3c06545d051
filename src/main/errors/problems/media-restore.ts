import type { Template } from '../template.ts';

export const mediaRestoreProblems = {
  'restore.media-no-tar': {
    title: 'The server has no tar to unpack files with',
    hint: 'Nothing was changed. Ask the hosting provider for it; single files can be brought back by hand from the copy.',
    retryable: false,
  },
  'restore.media-not-writable': {
    title: 'Files cannot be brought back to their folder',
    hint: 'Nothing live was changed. The details say what stands in the way of each folder; put it right, or choose another way to restore.',
    retryable: false,
  },
  'restore.media-no-space': {
    title: 'The server has too little room for the files',
    hint: 'Nothing was unpacked and nothing live was changed. Make room, or restore only what is missing or different.',
    retryable: false,
  },
  'restore.media-disk-full': {
    title: 'The disk of the server became full while files were unpacked',
    hint: 'Nothing live was changed: they were unpacked beside it. Make room and try again; what has arrived is not sent again.',
    retryable: false,
  },
  'restore.media-unpack-failed': {
    title: 'The server could not unpack the files',
    hint: 'Nothing live was changed. The details show what tar said.',
    retryable: true,
  },
  'restore.media-copy-damaged': {
    title: 'Every copy of an archive that could be read is damaged',
    hint: 'Nothing live was changed. Connect another place that has this backup, or choose another backup. Verify the copies of this one.',
    retryable: false,
  },
  'restore.media-refused-name': {
    title: 'The backup has a file that would not stay in its folder',
    hint: 'Nothing was sent. Holdfast makes no such backup: look at where this one comes from before it is used.',
    retryable: false,
  },
  'restore.media-path-missing': {
    title: 'The backup does not have what was chosen',
    hint: 'Nothing was changed. The details name the paths; look for them in another backup.',
    retryable: false,
  },
  'restore.media-not-whole': {
    title: 'What arrived on the server is not what the backup holds',
    hint: 'It was not made live. The details name each difference; try again, it is sent anew.',
    retryable: true,
  },
  'restore.media-changed-meanwhile': {
    title: 'Files on the server changed while the others were being brought',
    hint: 'Nothing live was changed. A folder that was there is gone, and only a part of it was brought; try again, the rest is sent then.',
    retryable: true,
  },
  'restore.media-switch-failed': {
    title: 'Files could not change places on the server',
    hint: 'Each folder is either as it was or as it is to be; nothing was removed. Undo brings back what was there; the details show what the server said.',
    retryable: true,
  },
  'restore.media-old-gone': {
    title: 'The files from before the switch are not there any more',
    hint: 'The live files were left alone. Somebody removed or moved the folder in the details; undo is only possible while it is there.',
    retryable: false,
  },
  'restore.media-still-live': {
    title: 'These files are live now',
    hint: 'They were left alone. Undo the switch first.',
    retryable: false,
  },
  'restore.media-not-removed': {
    title: 'Not everything of a restore could be removed',
    hint: 'The site itself is unaffected. The details name what is left: another account owns it, or a disk is mounted there.',
    retryable: true,
  },
} as const satisfies Record<string, Template>;
