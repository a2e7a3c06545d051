import * as z from 'zod';
import { AuditFilter, AuditPage, AuditSettings, AuditVerdict } from '../../model/audit.ts';

export const auditCalls = {
  /** Newest first. */
  'audit.list': {
    input: z.strictObject({ filter: AuditFilter, offset: z.int().nonnegative(), limit: z.int().min(1).max(500) }),
    output: AuditPage,
  },
  /**
   * Writes what the filter lets through, oldest first, 0600: `csv` for a spreadsheet, `jsonl` one entry a line with its hash. `file` null: opens the system's
   * save dialog; the answer is null when it was closed.
   */
  'audit.export': {
    input: z.strictObject({ filter: AuditFilter, format: z.enum(['csv', 'jsonl']), file: z.string().min(1).nullable() }),
    output: z.object({ file: z.string(), entries: z.int().nonnegative() }).nullable(),
  },
  /** Reads the whole record and its copy, and names the first entry that is not as it was written. Changes nothing. */
  'audit.verify': { input: z.void(), output: AuditVerdict },
  'audit.settings': { input: z.void(), output: AuditSettings },
  /** Entries that are too old by it go at the next round of the housekeeping, and leave an anchor. */
  'audit.set-settings': { input: AuditSettings, output: AuditSettings },
} as const;
