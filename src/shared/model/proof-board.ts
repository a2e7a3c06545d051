import * as z from 'zod';
import { ProofLevel } from './backup.ts';
import { BackupId, PlaceId } from './ids.ts';
import { Instant } from './instant.ts';
import { NextAction } from './next-action.ts';
import { Medium } from './place.ts';

/** What one place holds of a site. */
export const BoardCell = z.object({
  placeId: PlaceId,
  placeKind: z.enum(['this-computer', 'drive', 's3', 'server-folder']),
  placeName: z.string(),
  medium: Medium,
  offsite: z.boolean(),
  /** Null: the place has no copy of this site. */
  newest: z
    .object({
      backupId: BackupId,
      startedAt: Instant,
      level: ProofLevel,
      /** When that level was last shown. */
      provedAt: Instant,
      failed: z.boolean(),
    })
    .nullable(),
  backups: z.int().nonnegative(),
  bytes: z.int().nonnegative(),
  /** Null: not looked at. */
  presence: z.enum(['there', 'absent', 'unreachable']).nullable(),
  absentSince: Instant.nullable(),
});
export type BoardCell = z.infer<typeof BoardCell>;

/** One figure of 3-2-1-1-0. */
export const BoardRule = z.object({
  id: z.enum(['copies', 'media', 'offsite', 'offline', 'errors']),
  wanted: z.int().nonnegative(),
  have: z.int().nonnegative(),
  held: z.boolean(),
  /** What is counted, or what is missing: one sentence. */
  text: z.string(),
});
export type BoardRule = z.infer<typeof BoardRule>;

/** `placeId`: where; null where no place is known yet. `backupId`: whose copy there is to be read again. */
export const BoardStep = z.object({
  action: NextAction.extract(['none', 'verify', 'copy', 'heal', 'plug-in-drive', 'copy-to', 'add-place']),
  placeId: PlaceId.nullable(),
  backupId: BackupId.nullable(),
});
export type BoardStep = z.infer<typeof BoardStep>;

export const NO_STEP: BoardStep = { action: 'none', placeId: null, backupId: null };

/**
 * 3-2-1-1-0, computed from copies and nothing else: the live data counts as the first copy; a copy counts when its last check did not fail and it was
 * shown to be intact or better within `COUNTS_FOR_DAYS`.
 */
export const ProofBoard = z.object({
  cells: z.array(BoardCell),
  rules: z.array(BoardRule),
  held: z.boolean(),
  /** What would bring the site nearer to it. */
  next: BoardStep,
});
export type ProofBoard = z.infer<typeof ProofBoard>;

/** How long a proof counts. A month and some days of grace: the rhythm of the monthly checks. */
export const COUNTS_FOR_DAYS = 35;
