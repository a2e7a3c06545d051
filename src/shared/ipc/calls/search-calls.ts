import * as z from 'zod';
import { SearchHit } from '../../model/search.ts';

export const searchCalls = {
  /** Everything whose name, label, note, id or day fits what was typed, best first. Only looks into the catalog. */
  'search.find': { input: z.strictObject({ text: z.string().max(200) }), output: z.array(SearchHit) },
} as const;
