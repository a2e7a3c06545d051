import type { BuiltInStep, ChecklistName, ChecklistSettings, StepId } from '../../shared/model/checklist.ts';

/** What a step asks for, in the operator's words. */
export interface StepWords {
  readonly title: string;
  readonly about: string;
  /** What the operator says with the tick. */
  readonly says: string;
}

export interface StepDefinition extends StepWords {
  readonly id: StepId;
}

const WORDS: Readonly<Record<BuiltInStep, StepWords>> = {
  status: { title: 'Check backup status', about: 'every site, every night of the week', says: 'I have read them' },
  'recent-backup': { title: 'A recent backup exists', about: 'within 24 h, for each site', says: 'Each site has one' },
  download: { title: 'Download the latest backup', about: 'to this computer, hash compared', says: 'All here' },
  'second-place': { title: 'Copy to external drive or cloud', about: 'the third copy', says: 'Copied, drive put away' },
  log: { title: 'Read the backup log', about: 'errors and warnings since the last time', says: 'Each one explained' },
  disk: { title: 'Disk space is sufficient', about: 'servers, this computer, drives', says: 'Room enough' },
  documentation: { title: 'Update the documentation', about: 'contacts, panels, emergency cards', says: 'Papers read' },
  'restore-test': { title: 'Restore a backup for trial', about: 'a drill of each site within the month', says: 'It came back' },
  cleanup: { title: 'Review what was deleted', about: 'retention, and what goes next', says: 'Nothing missing' },
  integrity: { title: 'Copies were read again', about: 'every byte of the newest ones', says: 'Read and equal' },
  drill: { title: 'Each site passed its drill', about: 'within 90 days, time against its goal', says: 'Times are acceptable' },
  'key-kit': { title: 'The recovery key is on paper', about: 'found, readable, where the papers say', says: 'I held it in my hand' },
  'recovery-test': {
    title: 'Rehearse the whole recovery',
    about: 'a test server, the latest backup, the site works there, what went wrong is written down',
    says: 'Done and written down',
  },
};

const LISTS: Readonly<Record<ChecklistName, readonly BuiltInStep[]>> = {
  weekly: ['status', 'recent-backup', 'download', 'second-place', 'log', 'disk', 'documentation'],
  monthly: ['restore-test', 'cleanup', 'integrity'],
  quarterly: ['drill', 'key-kit', 'recovery-test'],
};

/** The steps of a list in their order, the operator's own last. */
export function stepsOf(list: ChecklistName, { customSteps }: Pick<ChecklistSettings, 'customSteps'>): readonly StepDefinition[] {
  const builtIn = LISTS[list].map((id): StepDefinition => ({ id, ...WORDS[id] }));
  const own = customSteps
    .filter((step) => step.list === list)
    .map(({ id, title, about }): StepDefinition => ({ id, title, about, says: 'Done' }));
  return [...builtIn, ...own];
}

/** Null: a step of the operator's own, for which nothing is gathered. */
export function builtInOf(id: StepId): BuiltInStep | null {
  return id in WORDS ? (id as BuiltInStep) : null;
}
