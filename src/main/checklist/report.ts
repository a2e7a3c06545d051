import { formatDuration } from '../../shared/format/durations.ts';
import type { ChecklistHistory, ChecklistName, ChecklistStep, ChecklistView, EvidenceState } from '../../shared/model/checklist.ts';
import { type PageSection, printablePage, printedTime } from '../support/printable-page.ts';
import { redactValue } from '../support/redact.ts';

export interface ChecklistReportFacts {
  readonly view: ChecklistView;
  readonly history: ChecklistHistory;
  /** UTC. */
  readonly writtenAt: string;
  readonly appVersion: string;
}

const DEEP = 20;
const TITLE: Readonly<Record<ChecklistName, string>> = {
  weekly: 'Weekly checklist',
  monthly: 'Monthly checklist',
  quarterly: 'Quarterly checklist',
};
/** As the sheet says it: a word beside each finding, for it is printed in black. */
export const STATE_WORD: Readonly<Record<EvidenceState, string>> = {
  'in-order': 'in order',
  information: 'to know',
  working: 'under way',
  attention: 'to look at',
  problem: 'NOT in order',
  unknown: 'could not be checked',
};

export function checklistReportJson({ view, history, writtenAt, appVersion }: ChecklistReportFacts): string {
  const document = {
    format: 'holdfast-checklist',
    version: 1,
    writtenBy: { app: 'holdfast', version: appVersion },
    writtenAt,
    checklist: view,
    history,
  };
  return `${JSON.stringify(redactValue(document, DEEP), null, 2)}\n`;
}

/** One list of one period as a page to print. Pure. */
export function checklistReport({ view, history, writtenAt, appVersion }: ChecklistReportFacts): string {
  return printablePage({
    title: `${TITLE[view.list]}, ${view.label}`,
    summary: summaryOf(view),
    sections: [...view.steps.map(stepSection), historySection(history), ...lastTime(view)],
    footer: `Written ${printedTime(writtenAt)} by Holdfast ${appVersion}. Weeks and hours are those of ${view.timeZone}.`,
  });
}

function summaryOf({ steps, completedAt, startedAt }: ChecklistView): string {
  const confirmed = steps.filter(({ confirmation }) => confirmation !== null).length;
  if (completedAt !== null && startedAt !== null)
    return `All ${steps.length} steps confirmed, the last one ${printedTime(completedAt)}. It took ${formatDuration(Date.parse(completedAt) - Date.parse(startedAt))}.`;
  return `${confirmed} of ${steps.length} steps confirmed.`;
}

/** What is printed is what was so when it was confirmed; an open step shows what is so now. */
function stepSection({ title, about, says, evidence, confirmation }: ChecklistStep, index: number): PageSection {
  const shown = confirmation?.evidence ?? evidence;
  return {
    title: `${index + 1}. ${title}`,
    blocks: [
      {
        kind: 'facts',
        rows: [
          ...(about === '' ? [] : [['Looked at', about] as const]),
          ['Found', shown === null ? 'nothing was gathered' : `${STATE_WORD[shown.state]}: ${shown.headline}`],
          ...(shown === null || shown.details.length === 0 ? [] : [['', shown.details.join('\n')] as const]),
          ...(shown === null || shown.unchecked.length === 0 ? [] : [['Could not be checked', shown.unchecked.join('\n')] as const]),
          ['Confirmed', confirmation === null ? 'not yet' : `${says}, ${printedTime(confirmation.at)}`],
          ...(confirmation === null || confirmation.note === '' ? [] : [['Why', confirmation.note] as const]),
        ],
      },
    ],
  };
}

function historySection({ entries, streak, usualMs, complete, counted, missed }: ChecklistHistory): PageSection {
  return {
    title: 'Lists before this one',
    blocks: [
      {
        kind: 'facts',
        rows: [
          ['Complete', `${complete} of ${counted}`],
          ['In a row', String(streak)],
          ['Usual time', usualMs === null ? 'not known' : formatDuration(usualMs)],
          [
            'Missed',
            missed.length === 0
              ? 'none'
              : entries
                  .filter(({ state }) => state === 'missed')
                  .map(({ label }) => label)
                  .join(', '),
          ],
        ],
      },
    ],
  };
}

function lastTime({ lastNotes }: ChecklistView): readonly PageSection[] {
  if (lastNotes.length === 0) return [];
  return [
    {
      title: 'Notes from the last time',
      blocks: [
        {
          kind: 'table',
          head: ['Step', 'Found', 'Note'],
          rows: lastNotes.map(({ stepTitle, headline, note }) => [stepTitle, headline, note]),
        },
      ],
    },
  ];
}
