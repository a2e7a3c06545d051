import { createTableMemory, findEverything } from '../find/find-everything.ts';
import type { CallsOf, Handlers } from '../handlers.ts';
import type { Modules } from '../modules.ts';

export function searchCalls({ catalog, clock }: Modules): Handlers<CallsOf<'search'>> {
  const tables = createTableMemory();
  return {
    'search.find': ({ text }) => [...findEverything(catalog, tables, { text, now: clock.now() })],
  };
}
