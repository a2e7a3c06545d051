import type { Template } from '../template.ts';

export const recoveryProblems = {
  'restore.target-differs': {
    title: 'The target is not the one the plan was made for',
    hint: 'The plan stopped before it changed anything more. Compare the details with what you expect, then make a new plan.',
    retryable: false,
  },
  'restore.not-found': {
    title: 'This restore is not in the catalog',
    hint: 'Nothing was changed. Open the list of restores again.',
    retryable: false,
  },
  'restore.nothing-chosen': {
    title: 'There is nothing in this choice to restore',
    hint: 'Nothing was changed. Choose databases, tables or files that the backup holds.',
    retryable: false,
  },
  'restore.no-target-database': {
    title: 'The site to restore to has no database for this dump',
    hint: 'Nothing was changed. Add the database to the sources of that site, then make the plan again.',
    retryable: false,
  },
  'restore.no-copy': {
    title: 'No copy of this backup can be read now',
    hint: 'Nothing was changed. Plug in the drive, or bring the place back that holds a copy, then make the plan again. Another backup may lie in a place that answers.',
    retryable: true,
  },
  'restore.confirm-differs': {
    title: 'The name that was typed is not the name of the target site',
    hint: 'Nothing was changed. Look at the plan: the name to type stands there.',
    retryable: false,
  },
  'restore.plan-stops': {
    title: 'The plan has a check that does not let it run',
    hint: 'Nothing was changed. Mend what the check names, then make the plan again.',
    retryable: false,
  },
  'restore.not-now': {
    title: 'This restore is not in a state for that',
    hint: 'Nothing was changed. Look at the restore: its state says what can be done with it.',
    retryable: false,
  },
  'restore.another-open': {
    title: 'Another restore of this site is not finished',
    hint: 'Nothing was changed. Finish it or roll it back first: two restores of one site would take each other for the live data.',
    retryable: false,
  },
  'restore.not-finished': {
    title: 'A restore is not finished',
    hint: 'Nothing was changed. The details say what it waits for: finish it, or take it back, because what it keeps on the server could not be reached afterwards.',
    retryable: false,
  },
  'restore.interrupted': {
    title: 'The restore stopped half way, because Holdfast ended',
    hint: 'It was taken back when Holdfast started again, and the site is as it was before. Make a new plan to restore.',
    retryable: true,
  },
  'restore.stuck': {
    title: 'The restore could neither be finished nor be taken back',
    hint: 'What was live lies untouched beside the live data or in the safety copy; nothing of it is deleted. Mend what the details name, then let the restore be settled: it goes on where it stopped.',
    retryable: true,
  },
  'restore.done-with-faults': {
    title: 'The data is restored, and something after it did not work',
    hint: 'The restored data is live, and undo is ready. Do by hand what the details name.',
    retryable: false,
  },
  'restore.rows-left-aside': {
    title: 'Some rows could not be put back',
    hint: 'They still lie aside, and nothing was overwritten: their keys are taken, or a rule of their table refuses them. Look at them in the side database before it is let go.',
    retryable: true,
  },
  'restore.safety-not-sound': {
    title: 'The safety copy is not proven sound',
    hint: 'The live data was not replaced. Look at the place on this computer, then run the restore again.',
    retryable: true,
  },
  'restore.import-differs': {
    title: 'What was imported is not what the backup holds',
    hint: 'The live site was not touched. Choose another backup, or another copy of this one; the details name what differs.',
    retryable: false,
  },
  'incident.closed': {
    title: 'This incident is closed',
    hint: 'Nothing was changed. Open a new incident for the site.',
    retryable: false,
  },
  'incident.not-answered': {
    title: 'It was not answered yet what happened',
    hint: 'Nothing was changed. Answer the first question: the proposal depends on it.',
    retryable: false,
  },
  'incident.not-found': {
    title: 'This incident is not in the catalog',
    hint: 'Nothing was changed. Open the list of incidents again.',
    retryable: false,
  },
  'incident.task-not-found': {
    title: 'This incident has no such task',
    hint: 'Nothing was changed. Look at the incident again: its tasks stand there with their ids.',
    retryable: false,
  },
} as const satisfies Record<string, Template>;
