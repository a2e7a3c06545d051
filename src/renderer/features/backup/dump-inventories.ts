import type { Artifact, DatabaseArtifact } from '../../../shared/model/artifact.ts';
import { dumpsOf } from '../../../shared/model/dump.ts';

/** What the inventory shows of a dump, wherever it lies. */
export type DumpInventory = Pick<DatabaseArtifact, 'id' | 'database' | 'kind' | 'inventory' | 'nonTransactionalTables'>;

/** Dumps of their own, and those inside a zip the server made. */
export function dumpInventories(artifacts: readonly Artifact[]): readonly DumpInventory[] {
  return dumpsOf(artifacts);
}
