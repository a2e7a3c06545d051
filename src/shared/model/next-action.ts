import * as z from 'zod';

/** What would help most now; `none` when nothing is to be done. */
export const NextAction = z.enum([
  'none',
  'add-database',
  'pin-host-key',
  'back-up',
  'see-problem',
  'verify',
  'add-place',
  /** Bring what the policy wants elsewhere and is not there. */
  'copy',
  /** Let the policy name a place that is known and gets no copies. */
  'copy-to',
  'heal',
  /** Plug in a drive that has not been seen for too long. */
  'plug-in-drive',
  'run-drill',
  /** Register files, settings or a second kind of backup: there is one kind alone. */
  'add-source',
  /** Look at what is kept and what goes: too much lies in a place, or a disk is nearly full. */
  'see-retention',
  'see-disk',
  /** Save the recovery kit of the sealing key. */
  'save-key-kit',
]);
export type NextAction = z.infer<typeof NextAction>;
