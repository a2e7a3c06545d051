import type { DatabaseArtifact } from '../../../src/shared/model/artifact.ts';
import { isDatabase } from '../../../src/shared/model/artifact.ts';
import type { Manifest } from '../../../src/shared/model/manifest.ts';

/** The first dump of a backup; throws when it holds none, so that a test says so. */
export function databaseIn({ backup }: Manifest): DatabaseArtifact {
  const found = backup.artifacts.find(isDatabase);
  if (found === undefined) throw new Error(`${backup.folder} holds no dump`);
  return found;
}
