import type { Restore } from '../../../shared/model/restore.ts';

/**
 * A restore as it was when it began to wait for what becomes of its tables; null: it has not come so far, or has gone on since. A choice of which nothing was done is
 * open again. Pure.
 */
export function waitsAgain(restore: Restore): Restore | null {
  const { plan, steps } = restore;
  const looked = plan.steps.findLastIndex(({ kind }) => kind === 'decide') + 1;
  const isDone = steps.slice(0, looked).every(({ state }) => state === 'done' || state === 'warning' || state === 'skipped');
  if (looked === 0 || !isDone || steps.slice(looked).some(({ state }) => state !== 'waiting')) return null;
  const databases = plan.choice.databases.map((database) => ({
    ...database,
    tables: database.tables?.map((table) => (table.looked === true ? { name: table.name, action: 'decide' as const } : table)) ?? null,
  }));
  return {
    ...restore,
    state: 'deciding',
    plan: { ...plan, choice: { ...plan.choice, databases }, steps: plan.steps.slice(0, looked) },
    steps: steps.slice(0, looked),
  };
}
