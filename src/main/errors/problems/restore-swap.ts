import type { Template } from '../template.ts';

export const restoreSwapProblems = {
  'restore.swap-not-possible': {
    title: 'The restored database cannot change places with the live one',
    hint: 'Nothing live was changed. The details name all that stands in the way; mend it, or choose to restore in place or through the settings file of the site.',
    retryable: false,
  },
  'restore.swap-locked': {
    title: 'The tables of the site are in use and could not be had',
    hint: 'Nothing changed places: each table is where it was. End the long transaction or the lock in the database, or let the site rest, then try again.',
    retryable: true,
  },
  'restore.swap-failed': {
    title: 'The database server refused to let the tables change places',
    hint: 'It makes all of the renames or none, so the tables are where they were. The details show what the server said.',
    retryable: true,
  },
  'restore.swap-code-failed': {
    title: 'A trigger, view, routine or event could not be made again',
    hint: 'No row is lost. The details show what the server said to each; undo, or settle, goes on where it stopped.',
    retryable: true,
  },
  'restore.swap-not-verified': {
    title: 'What is live after the switch is not what was imported',
    hint: 'The tables from before lie beside it, whole, and are brought back. The details name what differs.',
    retryable: false,
  },
  'restore.swap-old-gone': {
    title: 'The tables from before the switch are not there any more',
    hint: 'The live tables were left alone. Somebody dropped or moved those in the details; the safety copy of this restore still has them.',
    retryable: false,
  },
  'restore.env-unclear': {
    title: 'The settings file does not say the database in a way that could be changed',
    hint: 'It was left as it is. The details say why; choose another way to restore, or change the name in it by hand.',
    retryable: false,
  },
  'restore.env-no-rights': {
    title: 'The user of the site may not work in the restored database',
    hint: 'Nothing live was changed. Grant the user the same rights on it as on the live one, then try again, or let the tables change places instead.',
    retryable: false,
  },
  'restore.env-changed': {
    title: 'The settings file changed while it was being pointed to another database',
    hint: 'It was left as it is. Try again.',
    retryable: true,
  },
  'restore.env-not-written': {
    title: 'The settings file could not be written',
    hint: 'It is as it was. The SSH user must be allowed to write to its folder and must own it, and the disk must have room.',
    retryable: false,
  },
} as const satisfies Record<string, Template>;
