import type { Artifact, DatabaseArtifact } from '../../../shared/model/artifact.ts';

/** What the inventory shows of a dump, wherever it lies. */
export type DumpInventory = Pick<DatabaseArtifact, 'database' | 'kind' | 'inventory' | 'nonTransactionalTables'> & { readonly id: string };

/** Dumps of their own, and those inside a zip the server made. */
export function dumpInventories(artifacts: readonly Artifact[]): readonly DumpInventory[] {
  return artifacts.flatMap((artifact): readonly DumpInventory[] => {
    if (artifact.part === 'database') return [artifact];
    if (artifact.part !== 'bundle') return [];
    return artifact.dumps.map(({ path, database, inventory }) => ({
      id: `${artifact.id} ${path}`,
      database,
      kind: 'full',
      inventory,
      nonTransactionalTables: [],
    }));
  });
}
