import type { DatabaseChoice } from '../../../../shared/model/restore.ts';

/** Why a choice cannot be carried out where one schema is all there is, as a sentence; null when it can. Pure. */
export function whyNotInPlace({ tables, content }: Pick<DatabaseChoice, 'tables' | 'content'>): string | null {
  const beside = (tables ?? []).filter(({ action }) => action !== 'replace').map(({ name }) => name);
  if (beside.length === 0 || content !== 'data') return null;
  return `${beside.join(', ')}: rows alone have no table of their own to lie in, so they can neither be merged nor kept aside. Choose tables with all they hold, or "replace".`;
}
