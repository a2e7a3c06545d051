import { type Artifact, Part } from '../../shared/model/artifact.ts';
import { dumpsOf } from '../../shared/model/dump.ts';
import type { Backup, BackupSummary } from '../../shared/model/backup.ts';
import type { Manifest } from '../../shared/model/manifest.ts';

/** The parts a backup holds, each once, in the order of the model. */
export function partsOf({ artifacts }: Pick<Backup, 'artifacts'>): readonly Part[] {
  const held = new Set(artifacts.map(({ part }) => part));
  return Part.options.filter((part) => held.has(part));
}

/** Names of all databases in it, those in a zip included; each once, in the order of the artifacts. */
export function databasesOf({ artifacts }: Pick<Backup, 'artifacts'>): readonly string[] {
  return [...new Set(dumpsOf(artifacts).map(({ database }) => database))];
}

/** What it holds of files; null when it holds none. */
export function mediaOf({ artifacts }: Pick<Backup, 'artifacts'>): BackupSummary['media'] {
  const kinds = new Set<'full' | 'incremental'>();
  let files = 0;
  for (const artifact of artifacts) {
    if (artifact.part !== 'media' && artifact.part !== 'bundle') continue;
    // A zip that holds dumps alone has no media.
    if (artifact.part === 'bundle' && artifact.counts.files === 0) continue;
    kinds.add(artifact.kind);
    files += artifact.counts.files;
  }
  const [only] = kinds;
  if (only === undefined) return null;
  return { kind: kinds.size > 1 ? 'mixed' : only, files };
}

/**
 * Whether a restore from this backup brings the whole data of the site back as far as databases go: every database the site had then is in it, with
 * structure and rows. Of a site without databases, a backup with its files.
 */
export function isWhole({ backup, sources }: Pick<Manifest, 'backup' | 'sources'>): boolean {
  if (backup.kind !== 'full' && backup.kind !== 'incremental') return false;
  const wholes = dumpsOf(backup.artifacts).filter(({ kind }) => kind === 'full');
  const bySource = new Set(wholes.map(({ sourceId }) => sourceId));
  const names = new Set(wholes.map(({ database }) => database));
  const databases = sources.filter((source) => source.kind === 'database');
  // What a server calls incremental holds changed files alone, with no chain to complete them.
  const isWholeMedia = (artifact: Artifact): boolean =>
    artifact.part === 'media' && (artifact.kind === 'full' || artifact.chain.length > 1);
  if (databases.length === 0) return names.size > 0 || backup.artifacts.some(isWholeMedia);
  return databases.every(({ id, database }) => bySource.has(id) || names.has(database));
}

/** Name and fingerprint of the application key in its settings, as one text to compare; null when it holds none. */
export function applicationKeyOf({ artifacts }: Pick<Backup, 'artifacts'>): string | null {
  for (const artifact of artifacts) {
    if (artifact.part === 'config' && artifact.applicationKey !== null) {
      return `${artifact.applicationKey.name} ${artifact.applicationKey.fingerprint}`;
    }
  }
  return null;
}
