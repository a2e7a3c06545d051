import type {
  ChecklistName,
  ChecklistSettings,
  ChecklistStep,
  ChecklistView,
  EvidenceState,
  StepId,
} from '../../../shared/model/checklist.ts';
import type { Tone } from '../../design/Status.tsx';

export const LIST_TITLES: Readonly<Record<ChecklistName, string>> = {
  weekly: 'Weekly checklist',
  monthly: 'Monthly checklist',
  quarterly: 'Quarterly checklist',
};

export const LIST_TABS: readonly { readonly value: ChecklistName; readonly label: string }[] = [
  { value: 'weekly', label: 'Weekly' },
  { value: 'monthly', label: 'Monthly' },
  { value: 'quarterly', label: 'Quarterly' },
];

/** What a period of the list is called, one and several. */
export const PERIOD_WORDS: Readonly<Record<ChecklistName, readonly [string, string]>> = {
  weekly: ['week', 'weeks'],
  monthly: ['month', 'months'],
  quarterly: ['quarter', 'quarters'],
};

/** `information` is no verdict: it has a tone of its own in the row. */
export const EVIDENCE_TONES: Readonly<Record<EvidenceState, Tone>> = {
  'in-order': 'ok',
  information: 'mute',
  working: 'run',
  attention: 'warn',
  problem: 'crit',
  unknown: 'mute',
};

export const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const;

/** Steps whose evidence asks for a line why. */
export function needsNote({ evidence }: Pick<ChecklistStep, 'evidence'>): boolean {
  return evidence !== null && evidence.state !== 'in-order' && evidence.state !== 'information';
}

export function confirmedCount({ steps }: Pick<ChecklistView, 'steps'>): number {
  return steps.filter(({ confirmation }) => confirmation !== null).length;
}

/** The first one that is not confirmed yet. */
export function nextStep({ steps, open }: Pick<ChecklistView, 'steps' | 'open'>): ChecklistStep | null {
  return open ? (steps.find(({ confirmation }) => confirmation === null) ?? null) : null;
}

/** For `id` and `href`: no colon of a step of the operator's own. */
export function anchorOf(id: StepId): string {
  return `step-${id.replace(':', '-')}`;
}

/** "Reminder every Friday 09:00. If the week ends unconfirmed, one message goes out on Monday." */
export function reminderWords(list: ChecklistName, { weekday, at, graceDays, remind, dayOfMonth }: ChecklistSettings): string {
  const [period] = PERIOD_WORDS[list];
  if (list !== 'weekly') {
    const due = `Due on day ${dayOfMonth} of the ${list === 'monthly' ? 'month' : 'quarter'}, ${at}.`;
    return `${due} Unfinished ${graceDays === 0 ? 'then' : `${graceDays} days later`}, it stands on the fleet and one message goes out.`;
  }
  const first = remind
    ? `Reminder every ${WEEKDAYS[weekday] ?? ''} ${at}.`
    : `Due every ${WEEKDAYS[weekday] ?? ''} ${at}, without a reminder.`;
  return `${first} If the ${period} stays unconfirmed, one message goes out on ${WEEKDAYS[(weekday + graceDays) % 7] ?? ''}.`;
}
