import { type Artifact, type BundleArtifact, type DatabaseArtifact, isDatabase } from './artifact.ts';

/** Where a dump lies that is no file of its own. */
export interface InZip {
  readonly file: string;
  /** Of the zip. */
  readonly bytes: number;
  readonly encrypted: boolean;
  /** Its name in the zip. */
  readonly path: string;
}

/**
 * A dump that can be restored, whoever made it: a file of its own, or in a zip the server made. `bytes` and `sha256` are of the dump as it comes out of the zip,
 * `file` is a name for people then, and `sourceId` the one of the zip.
 */
export type Dump = DatabaseArtifact & { readonly inZip?: InZip };

/** All dumps of a backup, in the order of its artifacts. Pure. */
export function dumpsOf(artifacts: readonly Artifact[]): readonly Dump[] {
  return artifacts.flatMap((artifact): readonly Dump[] => {
    if (isDatabase(artifact)) return [artifact];
    return artifact.part === 'bundle' ? dumpsInZip(artifact) : [];
  });
}

function dumpsInZip({ sourceId, file, bytes, encrypted, capturedFrom, capturedTo, dumps }: BundleArtifact): readonly Dump[] {
  return dumps.flatMap((zipped): readonly Dump[] => {
    // Written by a build that did not look closer: the file has to be adopted again.
    if (!('sha256' in zipped)) return [];
    const { path, ...dump } = zipped;
    const inZip = { file, bytes, encrypted, path };
    return [{ ...dump, part: 'database', sourceId, file: `${file}/${path}`, capturedFrom, capturedTo, nonTransactionalTables: [], inZip }];
  });
}
