import type { Artifact, DatabaseInventory } from '../../../shared/model/artifact.ts';
import type { BackupKind, BackupWarning } from '../../../shared/model/backup.ts';
import type { ArtifactId, BackupId, SourceId } from '../../../shared/model/ids.ts';
import type { FileListFile } from '../../../shared/model/artifact.ts';
import type { ListedFile } from '../../archive/file-list.ts';
import type { NameFacts } from './facts-in-name.ts';
import type { SidecarFacts } from './sidecars.ts';

/** What is known of a file before it is opened. */
export interface Clues {
  readonly named: NameFacts;
  readonly beside: SidecarFacts;
  /** Names of the databases of the site, as Holdfast knows them. */
  readonly siteDatabases: readonly string[];
}

/** What every artifact of an adopted file has. */
export interface AdoptedCommon {
  readonly id: ArtifactId;
  readonly sourceId: SourceId;
  readonly backupId: BackupId;
  readonly file: string;
  readonly bytes: number;
  readonly sha256: string;
  /** The recovery point: one moment, all that is known. UTC. */
  readonly at: string;
}

/** A file that proved whole and readable. */
export interface CheckedFile {
  readonly kind: BackupKind;
  readonly warnings: readonly BackupWarning[];
  /** Of an archive: its entries; they go into a list beside it. Null: it has none. */
  readonly list: readonly ListedFile[] | null;
  /** `fileList`: as it was written; null exactly where `list` is null. */
  readonly artifact: (common: AdoptedCommon, fileList: FileListFile | null) => Artifact;
}

/** Fields of the model for what `AdoptedCommon` says. */
export function artifactFields({ id, sourceId, file, bytes, sha256, at }: AdoptedCommon) {
  return { id, sourceId, file, bytes, sha256, capturedFrom: at, capturedTo: at };
}

/** Whether the maker says that it holds only what changed. */
export function isIncremental({ named, beside }: Clues): boolean {
  return named.kind === 'incremental' || /^(?:incr|diff)/iu.test(beside.type ?? '');
}

/** What the maker counted against what is there. Views count as tables with some makers. */
export function tableWarnings({ tables }: SidecarFacts, { tables: found, views }: DatabaseInventory): readonly BackupWarning[] {
  if (tables === null || tables === found.length || tables === found.length + views.length) return [];
  const text = `The description beside the dump names ${tables} tables; ${found.length} tables and ${views.length} views are in it.`;
  return [{ code: 'adopt.tables-differ', text }];
}
