import * as z from 'zod';
import { BackupId } from './ids.ts';
import { Instant } from './instant.ts';

/** A backup whose settings have another application key than those of the backup before it. */
export const KeyChange = z.object({
  /** The first backup with the new key. */
  backupId: BackupId,
  startedAt: Instant,
  /** Its name: `APP_KEY`. */
  name: z.string(),
  /** The last backup with the old key, which what was encrypted before needs. */
  beforeId: BackupId,
  beforeAt: Instant,
  /** The operator knows of it. Null: nobody has said so. */
  acknowledged: z.object({ at: Instant, note: z.string(), by: z.string() }).nullable(),
});
export type KeyChange = z.infer<typeof KeyChange>;
