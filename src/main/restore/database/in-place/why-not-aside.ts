import type { DatabaseChoice } from '../../../../shared/model/restore.ts';

/** Why a choice cannot be imported beside the live data, as a sentence; null when it can. Pure. */
export function whyNotAside({ content }: Pick<DatabaseChoice, 'content'>): string | null {
  return content === 'data' ? 'Rows alone go into the tables that are there, so there is nothing that could lie beside them.' : null;
}
