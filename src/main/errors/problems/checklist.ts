import type { Template } from '../template.ts';

export const checklistProblems = {
  'checklist.note-needed': {
    title: 'This step is not in order, and nothing says why',
    hint: 'Nothing was confirmed. Write one line: what is known of it, and what is done about it. The line goes on the printed sheet.',
    retryable: false,
  },
  'checklist.step-unknown': {
    title: 'This step is not on the list',
    hint: 'Nothing was confirmed. Open the list again: its steps may have been changed meanwhile.',
    retryable: false,
  },
  'checklist.period-unknown': {
    title: 'There is no such list',
    hint: 'Nothing was changed. Weeks are written 2026-W47, months 2026-11, quarters 2026-Q4, and none that is still to come can be opened.',
    retryable: false,
  },
  'checklist.period-over': {
    title: 'This list is closed',
    hint: 'Nothing was changed: its record stays as it is. A list can be finished until the next one is due. Open the present one.',
    retryable: false,
  },
} as const satisfies Record<string, Template>;
