import * as z from 'zod';
import { Backup } from './backup.ts';
import { Server } from './server.ts';
import { Site } from './site.ts';
import { Source } from './source.ts';

/** The newest manifest this app writes. It reads this and all older ones; see docs/manifest.md. */
export const MANIFEST_VERSION = 2;

/**
 * `manifest.json`: lies beside the artifacts and travels with every copy. It alone is enough to rebuild the catalog:
 * the backup, and what was known of its site, sources and server (never a secret).
 */
export const Manifest = z.object({
  format: z.literal('holdfast-manifest'),
  /** 1: databases only; what it holds reads the same today. */
  version: z.literal([1, MANIFEST_VERSION]),
  writtenBy: z.object({ app: z.literal('holdfast'), version: z.string() }),
  backup: Backup,
  site: Site,
  sources: z.array(Source),
  server: Server,
});
export type Manifest = z.infer<typeof Manifest>;
