import type { Artifact, DatabaseArtifact, FileListFile } from '../../../shared/model/artifact.ts';
import type { Backup, BackupKind, ProofLevel, Trigger } from '../../../shared/model/backup.ts';
import { formatBytes } from '../../../shared/format/bytes.ts';

const KIND_WORDS: Readonly<Record<BackupKind, string>> = {
  full: 'Full',
  incremental: 'Incremental',
  structure: 'Structure only',
  data: 'Data only',
};

export function kindWord(kind: BackupKind): string {
  return KIND_WORDS[kind];
}

const TRIGGER_WORDS: Readonly<Record<Trigger, string>> = {
  manual: 'Manual',
  scheduled: 'Scheduled',
  checkpoint: 'Checkpoint',
  adopted: 'Adopted',
  synthetic: 'Synthetic',
  safety: 'Safety copy',
};

export function triggerWord(trigger: Trigger): string {
  return TRIGGER_WORDS[trigger];
}

const LEVEL_WORDS: Readonly<Record<ProofLevel, string>> = { present: 'Present', intact: 'Intact', sound: 'Sound', proven: 'Proven' };

export function levelWord(level: ProofLevel): string {
  return LEVEL_WORDS[level];
}

export function countWord(count: number, one: string, many: string): string {
  return `${formatCount(count)}\u00a0${count === 1 ? one : many}`;
}

export function formatCount(count: number): string {
  return count.toLocaleString('en-GB');
}

/** "292 MB in 2 artifacts". */
export function sizeLine({ bytes, artifacts }: Backup): string {
  return `${formatBytes(bytes)} in ${countWord(artifacts.length, 'artifact', 'artifacts')}`;
}

/** Rows of the whole dump; null when it holds no data. */
export function totalRows({ inventory }: Pick<DatabaseArtifact, 'inventory'>): number | null {
  const counted = inventory.tables.map(({ rows }) => rows).filter((rows) => rows !== null);
  return counted.length === 0 && inventory.tables.length > 0 ? null : counted.reduce((sum, rows) => sum + rows, 0);
}

/** How it is packed, and how large it is unpacked. */
export function packedLine({ compression, uncompressedBytes }: Pick<Artifact, 'compression' | 'uncompressedBytes'>): string {
  return compression === 'none' ? 'not packed' : `${compression}, ${formatBytes(uncompressedBytes)} unpacked`;
}

/** Every file of an artifact as it lies in the backup's folder. Here and not from the model, so that the page does not carry the schemas. */
export function filesOf(artifact: Artifact): readonly FileListFile[] {
  const { file, bytes, sha256 } = artifact;
  const own = { file, bytes, sha256 };
  return artifact.part === 'media' || artifact.part === 'bundle' ? [own, artifact.fileList] : [own];
}

/** What is worth knowing of an artifact in a few words. */
export function artifactNote(artifact: Artifact): string {
  switch (artifact.part) {
    case 'database':
      return packedLine(artifact);
    case 'media':
      if (artifact.synthetic) return 'full, built here from a chain';
      return artifact.kind === 'full' ? 'full' : `link ${artifact.chain.length} of its chain`;
    case 'config':
      return 'sealed, age opens it';
    case 'bundle':
      return artifact.encrypted ? 'encrypted by the server' : 'made by the server';
  }
}

/** The first 16 and the last 8 of a hash: enough for an eye, the whole is copied. */
export function shortHash(sha256: string): string {
  return `${sha256.slice(0, 8)} ${sha256.slice(8, 16)} … ${sha256.slice(-8)}`;
}
