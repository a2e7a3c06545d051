import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type { App } from '../../../src/main/app/app.ts';
import { openThisComputer } from '../../../src/main/places/this-computer.ts';
import { isDatabase } from '../../../src/shared/model/artifact.ts';
import { ArtifactId, BackupId } from '../../../src/shared/model/ids.ts';
import type { Site } from '../../../src/shared/model/site.ts';
import { sampleProof } from '../../unit/model-samples.ts';
import { ask, withCatalog } from './app-folder.ts';

export interface Liar {
  readonly app: App;
  readonly home: string;
  readonly site: Site;
}

/** A backup whose dump was changed before it was hashed: its bytes are right, and what it holds is not what its inventory says. `number`: of this one, from 1. */
export async function lyingBackup(
  { app, home, site }: Liar,
  of: BackupId,
  number: number,
  change: (sql: string) => string,
): Promise<BackupId> {
  const id = BackupId.parse(randomUUID());
  const { manifest, place } = withCatalog(home, (catalog) => ({
    manifest: catalog.backups.manifestOf(of),
    place: catalog.places.list().find(({ kind }) => kind === 'this-computer'),
  }));
  const artifact = manifest?.backup.artifacts.find(isDatabase);
  const { copies } = await ask(app, 'backup.details', { backupId: of });
  if (manifest === null || artifact === undefined || place?.kind !== 'this-computer') throw new Error('no dump');
  const dump = await readFile(join(copies[0]?.copy.location ?? '', artifact.file));
  const before = zstdDecompressSync(dump).toString('latin1');
  const after = change(before);
  if (after === before) throw new Error('nothing was changed in the dump');
  const sql = Buffer.from(after, 'latin1');
  const { draft, folder } = await openThisComputer(place).beginBackup(site.name, `2027-01-01T00000${number}Z-full`);
  const writer = await draft.writeArtifact(artifact.file);
  await writer.write(zstdCompressSync(sql));
  const lying = { ...artifact, id: ArtifactId.parse(randomUUID()), ...(await writer.finish()), uncompressedBytes: sql.length };
  const backup = { ...manifest.backup, id, folder, artifacts: [lying], bytes: lying.bytes };
  const location = await draft.commit({ ...manifest, backup });
  const copy = { backupId: id, placeId: place.id, location, proof: sampleProof('sound') };
  withCatalog(home, (catalog) => catalog.backups.record({ ...manifest, backup }, copy));
  return id;
}
