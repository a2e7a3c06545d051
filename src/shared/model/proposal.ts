import * as z from 'zod';
import { BackupSummary, ProofLevel } from './backup.ts';
import { PlaceId } from './ids.ts';
import { Instant } from './instant.ts';
import { RunbookId } from './runbook.ts';

/** One point for or against a backup, with its evidence in the sentence. */
export const CandidateReason = z.object({
  /** Stable key: `before-first-sign`, `proven`, `new-executables`, `rows-collapsed`, `incomplete`, `older-than-needed`... */
  code: z.string(),
  speaks: z.enum(['for', 'against', 'note']),
  text: z.string(),
});
export type CandidateReason = z.infer<typeof CandidateReason>;

/** A backup as an answer to a situation. */
export const Candidate = z.object({
  backup: BackupSummary,
  /** Nearest place with the best proof of it; null: no copy holds. */
  placeId: PlaceId.nullable(),
  placeName: z.string(),
  level: ProofLevel.nullable(),
  /** When that level was last shown. */
  provedAt: Instant.nullable(),
  reasons: z.array(CandidateReason),
  /** Why it was not proposed, one sentence; empty for the proposed one. */
  rejectedBecause: z.string(),
});
export type Candidate = z.infer<typeof Candidate>;

/** Which backup answers a situation, and why not the others. Computed from the catalog alone. */
export const Proposal = z.object({
  runbook: RunbookId,
  /** The backup should be from before this; null: the newest will do. */
  before: Instant.nullable(),
  proposed: Candidate.nullable(),
  /** The others, the likeliest first, at most 50. */
  rejected: z.array(Candidate),
  /** When nothing is proposed: what is still possible, a sentence each. */
  stillPossible: z.array(z.string()),
  /** Data lost by it: from the backup to when it was noticed, milliseconds. */
  rpoMs: z.int().nonnegative().nullable(),
  /** Expected time to restore, milliseconds, and where the figure comes from. */
  rtoMs: z.int().nonnegative().nullable(),
  rtoFrom: z.enum(['drill', 'rates', 'unknown']),
  /** Compressed bytes that have to travel. */
  bytesToSend: z.int().nonnegative().nullable(),
});
export type Proposal = z.infer<typeof Proposal>;

/** Something on the server or in the catalog that tells when it began. */
export const Sign = z.object({
  at: Instant,
  /** Stable key: `new-executable`, `new-admin`, `rows-collapsed`, `application-key-changed`... */
  code: z.string(),
  text: z.string(),
});
export type Sign = z.infer<typeof Sign>;
