import * as z from 'zod';
import { PlaceId } from './ids.ts';

/** What happens to backups of a site beyond the capture itself. */
export const SitePolicy = z.object({
  /** Places that get a copy of every new backup, beyond this computer. */
  copyTo: z.array(PlaceId).max(20),
  /** Media: longest chain of one full and its incrementals before a new full is made. */
  chainLength: z.int().min(1).max(365),
  /** Media: a full at least every so many days. */
  fullEveryDays: z.int().min(1).max(365),
  /** `synthetic`: the next full is built here from a proven chain. `transfer`: read from the server again. */
  newFullBy: z.enum(['synthetic', 'transfer']),
});
export type SitePolicy = z.infer<typeof SitePolicy>;

/** Chains short enough to restore in one go, a full a month; both are the operator's to change. */
export const DEFAULT_SITE_POLICY: SitePolicy = { copyTo: [], chainLength: 30, fullEveryDays: 30, newFullBy: 'synthetic' };

/** `HH:MM`, 24 hours. */
export const TimeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);

/** Limits on moving and re-reading copies, for all places. */
export const TransferSettings = z.object({
  /** Bytes a second over all transfers together; null: no limit. */
  bytesPerSecond: z.int().min(1024).nullable(),
  /** Local times between which copies are moved, may cross midnight; null: always. Captures are not bound to it. */
  window: z.object({ from: TimeOfDay, until: TimeOfDay }).nullable(),
  /** Bytes of copies re-read a day; 0: none. */
  verifyBytesPerDay: z.int().nonnegative(),
  /** The same for S3, where reading back costs money. */
  verifyS3BytesPerDay: z.int().nonnegative(),
  /** Price of reading back a GB (10^9 bytes) from S3, in the operator's currency, to show what the budget costs; null: not known. */
  s3PricePerGb: z.number().nonnegative().nullable(),
});
export type TransferSettings = z.infer<typeof TransferSettings>;

export const DEFAULT_TRANSFER_SETTINGS: TransferSettings = {
  bytesPerSecond: null,
  window: null,
  verifyBytesPerDay: 5_000_000_000,
  verifyS3BytesPerDay: 0,
  s3PricePerGb: null,
};
