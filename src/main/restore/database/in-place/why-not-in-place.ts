import type { DatabaseChoice } from '../../../../shared/model/restore.ts';

/** Why a choice cannot be carried out where one schema is all there is, as a sentence; null when it can. Pure. */
export function whyNotInPlace({ tables }: Pick<DatabaseChoice, 'tables'>): string | null {
  const beside = (tables ?? []).filter(({ action }) => action !== 'replace').map(({ name }) => name);
  if (beside.length === 0) return null;
  return `${beside.join(', ')}: rows can be merged or kept aside only in a schema beside the live one, and this account may not make one. Choose "replace", or restore to a server where it may.`;
}
