import * as z from 'zod';
import { ThisComputerPlace } from './place.ts';

export const Theme = z.enum(['system', 'light', 'dark']);
export type Theme = z.infer<typeof Theme>;

export const AppInfo = z.object({
  version: z.string(),
  /** Data folder: catalog, settings, logs. */
  home: z.string(),
  /** The place "this computer"; null until the operator has chosen its folder. */
  place: ThisComputerPlace.nullable(),
  theme: Theme,
  /** Proposed folder for first run. */
  proposedFolder: z.string(),
  /** `desktop`: the Electron window. `browser`: the same app joined to a browser on this computer. `terminal`: the command line. */
  host: z.enum(['desktop', 'browser', 'terminal']),
  /** False: secrets cannot be kept on this computer (no keychain); a sentence says why. */
  secretStore: z.object({ available: z.boolean(), reason: z.string() }),
});
export type AppInfo = z.infer<typeof AppInfo>;

/** What a look at a folder says before copies are put there. */
export const FolderInspection = z.object({
  folder: z.string(),
  /** Exists and is writable, or can be made. */
  usable: z.boolean(),
  /** Why it is not usable; empty when it is. */
  reason: z.string(),
  freeBytes: z.int().nonnegative().nullable(),
  /** Cloud-synced, inside a git work tree, below a web root...: one sentence each. */
  warnings: z.array(z.string()),
  /** Backups of an earlier Holdfast that lie there already. */
  backupsFound: z.int().nonnegative(),
});
export type FolderInspection = z.infer<typeof FolderInspection>;
