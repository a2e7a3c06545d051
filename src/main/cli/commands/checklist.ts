import { formatDuration } from '../../../shared/format/durations.ts';
import { formatInstant } from '../../../shared/format/instants.ts';
import {
  ChecklistPeriod,
  type ChecklistHistory,
  type ChecklistName,
  type ChecklistStep,
  type ChecklistView,
  type EvidenceState,
  type StepId,
} from '../../../shared/model/checklist.ts';
import { ask, EXIT, oneOf, text, UsageError, type Command, type OptionValues } from '../command.ts';
import { facts, table } from '../table.ts';
import { reportResult } from './save-report.ts';

const string = { type: 'string' } as const;
const LISTS = ['weekly', 'monthly', 'quarterly'] as const;
const WHICH = '[--list weekly|monthly|quarterly] [--period PERIOD]';

export const checklistShow: Command = {
  name: 'checklist show',
  usage: `checklist show ${WHICH}`,
  about: 'The steps of a checklist with the evidence as it is now. A period is written 2026-W47, 2026-11 or 2026-Q4.',
  options: { list: string, period: string },
  positionals: [0, 0],
  access: 'read',
  async run({ app, options }) {
    const view = await ask(app, 'checklist.show', whichList(options));
    return { exit: EXIT.done, json: view, text: describeView(view) };
  },
};

export const checklistConfirm: Command = {
  name: 'checklist confirm',
  usage: `checklist confirm STEP [--note WHY] ${WHICH}`,
  about:
    'Confirms a step, by its number or name, and keeps the evidence as it is at this moment. A step that is not in order, or could not be checked, needs --note.',
  options: { list: string, period: string, note: string },
  positionals: [1, 1],
  access: 'work',
  async run({ app, options, positionals }) {
    const which = whichList(options);
    const before = await ask(app, 'checklist.show', which);
    const stepId = stepNamed(before, positionals[0] ?? '');
    const view = await ask(app, 'checklist.confirm', { ...which, period: before.period, stepId, note: text(options, 'note') ?? '' });
    return { exit: EXIT.done, json: view, text: `${progress(view)}\n\n${describeStep(view, stepId)}` };
  },
};

export const checklistWithdraw: Command = {
  name: 'checklist withdraw',
  usage: `checklist withdraw STEP ${WHICH}`,
  about: 'Takes a confirmation back.',
  options: { list: string, period: string },
  positionals: [1, 1],
  access: 'work',
  async run({ app, options, positionals }) {
    const which = whichList(options);
    const before = await ask(app, 'checklist.show', which);
    const stepId = stepNamed(before, positionals[0] ?? '');
    const view = await ask(app, 'checklist.withdraw', { ...which, period: before.period, stepId });
    return { exit: EXIT.done, json: view, text: progress(view) };
  },
};

export const checklistHistory: Command = {
  name: 'checklist history',
  usage: 'checklist history [--list weekly|monthly|quarterly]',
  about: 'What became of the lists of the last half year, with the ones that were left unfinished.',
  options: { list: string },
  positionals: [0, 0],
  access: 'read',
  async run({ app, options }) {
    const history = await ask(app, 'checklist.history', { list: listOf(options) });
    return { exit: EXIT.done, json: history, text: describeHistory(history) };
  },
};

export const checklistExport: Command = {
  name: 'checklist export',
  usage: `checklist export ${WHICH} [--format html|json|pdf] [--output FILE]`,
  about: 'One list as a page to print, or as JSON. PDF needs the desktop window.',
  options: { list: string, period: string, format: string, output: string },
  positionals: [0, 0],
  access: 'read',
  async run({ app, options }) {
    const which = whichList(options);
    return reportResult(options, {
      print: (format) => ask(app, 'checklist.report', { ...which, format }),
      save: (format, file) => ask(app, 'checklist.save-report', { ...which, format, file }),
    });
  },
};

export const checklistSettings: Command = {
  name: 'checklist settings',
  usage:
    'checklist settings [--weekday 0-6] [--at HH:MM] [--grace DAYS] [--remind yes|no] [--day-of-month DAY] [--monthly yes|no] [--quarterly yes|no]',
  about: 'Shows when lists are due, and changes what is named. Weekdays are counted as cron does: 0 is Sunday, 5 Friday.',
  options: { weekday: string, at: string, grace: string, remind: string, 'day-of-month': string, monthly: string, quarterly: string },
  positionals: [0, 0],
  access: 'work',
  async run({ app, options }) {
    const before = await ask(app, 'checklist.settings', undefined);
    const at = text(options, 'at');
    const changes = {
      ...number(options, 'weekday', 'weekday'),
      ...number(options, 'grace', 'graceDays'),
      ...number(options, 'day-of-month', 'dayOfMonth'),
      ...yesOrNo(options, 'remind'),
      ...yesOrNo(options, 'monthly'),
      ...yesOrNo(options, 'quarterly'),
      ...(at === undefined ? {} : { at }),
    };
    const settings = Object.keys(changes).length === 0 ? before : await ask(app, 'checklist.set-settings', { ...before, ...changes });
    return {
      exit: EXIT.done,
      json: settings,
      text: facts([
        ['Weekly, due', `${DAYS[settings.weekday] ?? ''} ${settings.at}`],
        ['Reminder', settings.remind ? 'yes' : 'no'],
        ['A finding after', `${settings.graceDays} days`],
        ['Monthly', settings.monthly ? `day ${settings.dayOfMonth} of the month` : 'off'],
        ['Quarterly', settings.quarterly ? `day ${settings.dayOfMonth} of the quarter` : 'off'],
        ...settings.customSteps.map(({ list, title }): [string, string] => ['Own step', `${list}: ${title}`]),
      ]),
    };
  },
};

const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const;
const MARK: Readonly<Record<EvidenceState, string>> = {
  'in-order': 'in order',
  information: 'to know',
  working: 'under way',
  attention: 'LOOK AT',
  problem: 'NOT IN ORDER',
  unknown: 'NOT CHECKED',
};

function listOf(options: OptionValues): ChecklistName {
  return oneOf(options, 'list', LISTS) ?? 'weekly';
}

function whichList(options: OptionValues): { readonly list: ChecklistName; readonly period: ChecklistPeriod | null } {
  const written = text(options, 'period');
  if (written === undefined) return { list: listOf(options), period: null };
  const period = ChecklistPeriod.safeParse(written);
  if (!period.success) throw new UsageError('--period is written 2026-W47, 2026-11 or 2026-Q4.');
  return { list: listOf(options), period: period.data };
}

/** By number from 1 on, by name, or by the beginning of its title. */
function stepNamed({ steps }: ChecklistView, wanted: string): StepId {
  const byNumber = /^\d+$/.test(wanted) ? steps[Number(wanted) - 1] : undefined;
  const found = byNumber ?? steps.find(({ id, title }) => id === wanted || title.toLowerCase().startsWith(wanted.toLowerCase()));
  if (found === undefined || wanted === '')
    throw new UsageError(
      `There is no step ${JSON.stringify(wanted)}. Steps: ${steps.map(({ id }, index) => `${index + 1} ${id}`).join(', ')}.`,
    );
  return found.id;
}

function describeView(view: ChecklistView): string {
  const others =
    view.openPeriods.length < 2
      ? []
      : view.openPeriods
          .filter(({ period }) => period !== view.period)
          .map(
            ({ label, period, confirmed, total }) =>
              `Open as well: ${label}, ${confirmed} of ${total}: checklist show --list ${view.list} --period ${period}`,
          );
  const notes = view.lastNotes.map(({ stepTitle, headline, note }) => `  ${stepTitle}: ${headline}. "${note}"`);
  return [
    progress(view),
    ...others,
    '',
    ...view.steps.map(({ id }) => describeStep(view, id)),
    ...(notes.length === 0 ? [] : ['', 'Notes from the last time', ...notes]),
  ].join('\n');
}

function progress({ list, label, period, steps, dueAt, completedAt, timeZone }: ChecklistView): string {
  const confirmed = steps.filter(({ confirmation }) => confirmation !== null).length;
  const state = completedAt === null ? `due ${formatInstant(dueAt, Date.now(), { timeZone })}` : 'complete';
  return `${list} checklist, ${label} (${period}): ${confirmed} of ${steps.length} confirmed, ${state}`;
}

function describeStep({ steps }: ChecklistView, stepId: StepId): string {
  const index = steps.findIndex(({ id }) => id === stepId);
  const step: ChecklistStep | undefined = steps[index];
  if (step === undefined) return '';
  const { title, about, confirmation } = step;
  const evidence = confirmation?.evidence ?? step.evidence;
  const lines = [
    `${confirmation === null ? '[ ]' : '[x]'} ${index + 1}. ${title}${about === '' ? '' : ` (${about})`}`,
    ...(evidence === null
      ? []
      : [`      ${MARK[evidence.state]}: ${evidence.headline}`, ...evidence.details.map((line) => `      ${line}`)]),
    ...(evidence?.unchecked ?? []).map((line) => `      Could not be checked: ${line}`),
    ...(confirmation === null || confirmation.note === '' ? [] : [`      Note: ${confirmation.note}`]),
  ];
  return lines.join('\n');
}

function describeHistory({ entries, streak, longest, usualMs, complete, counted }: ChecklistHistory): string {
  const shown = entries.filter(({ state }) => state !== 'before');
  return [
    facts([
      ['Complete', `${complete} of ${counted}`],
      ['In a row', String(streak)],
      ['Longest run', longest === null ? 'none' : `${longest.length}, since ${longest.sincePeriod}`],
      ['Usual time', usualMs === null ? 'not known' : formatDuration(usualMs)],
    ]),
    '',
    table(
      ['Period', 'State', 'Steps', 'Took'],
      shown.map(({ period, state, confirmed, total, tookMs }) => [
        period,
        state,
        `${confirmed} of ${total}`,
        tookMs === null ? '-' : formatDuration(tookMs),
      ]),
    ),
  ].join('\n');
}

function number(options: OptionValues, name: string, key: string): Record<string, number> {
  const value = text(options, name);
  if (value === undefined) return {};
  if (!/^\d+$/.test(value)) throw new UsageError(`--${name} is a whole number.`);
  return { [key]: Number(value) };
}

function yesOrNo(options: OptionValues, name: string): Record<string, boolean> {
  const value = oneOf(options, name, ['yes', 'no']);
  return value === undefined ? {} : { [name]: value === 'yes' };
}
