import * as z from 'zod';
import { PlaceId, ServerId } from './ids.ts';
import { Instant } from './instant.ts';

/** From this share of the room on, a disk is nearly full: a place, a server or an account. */
export const DISK_LIMIT_PERCENT = 80;

/** Readings, one a day, below which no forecast is made. */
export const FORECAST_NEEDS = 7;

/**
 * Whose room it is. `place`: the file system of this computer's folder, of a drive or of a folder on a server, or all that lies in a bucket. `server`: the
 * file system of the account's home. `account`: what the provider lets the account use (quota).
 */
export const DiskSubject = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('place'), placeId: PlaceId }),
  z.object({ kind: z.literal('server'), serverId: ServerId }),
  z.object({ kind: z.literal('account'), serverId: ServerId }),
]);
export type DiskSubject = z.infer<typeof DiskSubject>;

/** What was read at one time, in bytes. `totalBytes` null: there is no end to it that is known (S3). */
export const DiskReading = z.object({
  at: Instant,
  usedBytes: z.int().nonnegative(),
  totalBytes: z.int().positive().nullable(),
});
export type DiskReading = z.infer<typeof DiskReading>;

/**
 * Where it goes, from the readings of up to 30 days. `not-known`: fewer than `FORECAST_NEEDS`. `steady`: it does not grow. `grows`: by so much a day;
 * `fullInDays` null where there is no end to it.
 */
export const DiskForecast = z.discriminatedUnion('state', [
  z.object({ state: z.literal('not-known'), readings: z.int().nonnegative() }),
  z.object({ state: z.literal('steady') }),
  z.object({ state: z.literal('grows'), bytesPerDay: z.int().positive(), fullInDays: z.int().nonnegative().nullable() }),
]);
export type DiskForecast = z.infer<typeof DiskForecast>;

/** The room of one disk, for people. */
export const DiskRow = z.object({
  subject: DiskSubject,
  /** "web-1", "This computer", "Vault-A". */
  name: z.string(),
  /** Null: never read. */
  newest: DiskReading.nullable(),
  /** Of the used bytes, what the catalog knows to be backups; null: not told apart. */
  backupBytes: z.int().nonnegative().nullable(),
  /** Null: not known, or there is no end to it. */
  usedPercent: z.number().min(0).max(100).nullable(),
  isOverLimit: z.boolean(),
  forecast: DiskForecast,
});
export type DiskRow = z.infer<typeof DiskRow>;
