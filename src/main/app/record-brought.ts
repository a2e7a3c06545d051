import { randomUUID } from 'node:crypto';
import type { Copy } from '../../shared/model/backup.ts';
import type { Manifest } from '../../shared/model/manifest.ts';
import { BIN_DAYS } from '../../shared/model/retention.ts';
import type { JobContext } from '../jobs/job-context.ts';
import type { CopyStore } from '../places/copy-store.ts';
import { whileUnderway } from '../retention/settle-deletions.ts';
import type { CopyModules } from './bring-copy.ts';

/** A copy that was brought, and the one the catalog knew in that place before. */
export interface Brought {
  readonly manifest: Manifest;
  /** Null: none. */
  readonly old: Copy | null;
  readonly copy: Copy;
}

/**
 * The catalog knows the copy, and no attempt that failed any more. A damaged one that it replaces and that lies elsewhere in the place, because it could
 * not be told to be this backup, goes to the bin. Should that fail, it is left where it is and named: nothing depends on it any more.
 */
export async function recordBrought(modules: CopyModules, { manifest, old, copy }: Brought, to: CopyStore, job: JobContext): Promise<void> {
  const { catalog, clock } = modules;
  const { backup, site } = manifest;
  const known = () => {
    catalog.backups.record(manifest, copy);
    catalog.copyAttempts.forget(backup.id, to.place.id);
  };
  if (old === null || old.location === copy.location) {
    catalog.atomically(known);
    return;
  }
  const id = randomUUID();
  const deletedAt = new Date(clock.now()).toISOString();
  const goneAt = new Date(clock.now() + BIN_DAYS * 86_400_000).toISOString();
  const { id: placeId, name: placeName } = to.place;
  const reason = `Failed its check and was replaced by ${copy.location}`;
  const { siteId, startedAt, bytes } = backup;
  catalog.atomically(() => {
    catalog.deletions.begin(
      { id, backupId: backup.id, siteId, siteName: site.name, placeId, placeName, startedAt, bytes, deletedAt, reason },
      old,
    );
    known();
  });
  await whileUnderway(id, async () => {
    try {
      const { bin } = await to.remove(old.location, job.signal);
      catalog.deletions.finish(id, bin, bin === null ? deletedAt : goneAt);
    } catch (error) {
      // Not deleted, so no list may say so.
      catalog.deletions.drop(id);
      job.log(
        `The damaged copy could not be removed and stays in ${old.location}: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  });
}
