import type { DatabaseChoice, TableChoice, TableComparison } from '../../../../shared/model/restore.ts';
import type { RestoreStep } from '../../step.ts';
import type { DatabaseWork } from '../database-work.ts';
import { withSession } from '../swap/sign-in.ts';
import { compareTables } from './compare-tables.ts';
import { comparisonSentence } from './comparison-sentence.ts';

/** Whether it has to be said yet what becomes of a table. Pure. */
export function isUndecided({ tables }: Pick<DatabaseChoice, 'tables'>): boolean {
  return tables?.some(({ action }) => action === 'decide') ?? false;
}

/** Whether tables wait, or waited, for a decision. Pure. */
export function waitsForDecision({ tables }: Pick<DatabaseChoice, 'tables'>): boolean {
  return tables?.some(isShown) ?? false;
}

function isShown({ action, looked }: TableChoice): boolean {
  return action === 'decide' || looked === true;
}

/** Shows the imported tables and the live ones side by side; behind it the restore waits for what becomes of them. `keep`: durable when it returns. */
export function decideStep(work: DatabaseWork, keep: (comparisons: readonly TableComparison[]) => void): RestoreStep {
  const names = (work.choice.tables ?? []).filter(isShown).map(({ name }) => name);
  return {
    waits: true,
    plan: {
      id: `decide:${work.database}`,
      kind: 'decide',
      title: `Show ${names.length <= 3 ? names.join(', ') : `${names.length} tables`} side by side, then wait for your choice`,
      commands: [`SELECT COUNT(*) of rows only here, only there, and different, told by primary key   (${names.join(', ')})`],
      changes: 'Nothing. What comes then is planned when you have looked: replace, add missing rows, or keep aside.',
      undo: 'Nothing has to be undone.',
      touchesLive: false,
      estimatedMs: null,
    },
    async run(context) {
      const { signal } = context.job;
      context.job.step('Comparing the tables, live and in the backup');
      const found = await withSession(work, context, (session) => compareTables(work, session, signal));
      // In one: each writes the whole journal.
      context.say(found.map(comparisonSentence).join('\n'));
      keep(found);
    },
  };
}
