import type { NextAction } from '../../../shared/model/next-action.ts';

/** What a person would do next, as the label of the button or link that leads there. */
export const ACTION_WORDS: Readonly<Record<NextAction, string>> = {
  none: 'Nothing to do',
  'back-up': 'Back up now',
  verify: 'Read a copy again',
  'see-problem': 'See the problem',
  'add-database': 'Add a source',
  'add-source': 'Add files or settings',
  'add-place': 'Add a place',
  copy: 'Copy what is owed',
  'copy-to': 'Choose places',
  heal: 'See the failed copy',
  'pin-host-key': 'Check the host key',
  'plug-in-drive': 'See the drive',
  'run-drill': 'Run a drill',
  'see-retention': 'Review retention',
  'see-disk': 'See the room',
  'save-key-kit': 'Save the key kit',
};
