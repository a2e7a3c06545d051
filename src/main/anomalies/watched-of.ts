import type { Artifact } from '../../shared/model/artifact.ts';
import type { Manifest } from '../../shared/model/manifest.ts';
import type { Watched, WatchedFigure, WatchedTables } from '../../shared/model/watched.ts';

/** The warning with which a capture names new scripts among the files. */
const NEW_EXECUTABLES = 'new-executables';

/**
 * What is watched of a backup. Of media the state is watched, which every backup of a chain knows, not the archive, which of an incremental tells only what
 * changed. One that was put together here repeats what another said, and a safety copy is taken of a site in trouble: neither is a measure.
 */
export function watchedOf({ backup }: Manifest): Watched {
  const { id: backupId, siteId, startedAt: at, artifacts, warnings, trigger } = backup;
  const isMeasure = trigger !== 'synthetic' && trigger !== 'safety';
  return {
    backupId,
    siteId,
    at,
    figures: isMeasure ? [...artifacts.flatMap(figuresOf), ...durationOf(backup)] : [],
    tables: isMeasure ? artifacts.flatMap(tablesOf) : [],
    executables: (isMeasure && warnings.find(({ code }) => code === NEW_EXECUTABLES)?.text) || null,
  };
}

function figuresOf(artifact: Artifact): readonly WatchedFigure[] {
  const { sourceId, part, kind, compression, bytes } = artifact;
  switch (part) {
    case 'database':
      return [
        {
          series: `size ${sourceId} ${artifact.database} ${kind} ${compression}`,
          kind: 'size',
          sourceId,
          subject: artifact.database,
          value: bytes,
        },
      ];
    case 'media': {
      const subject = artifact.folders.join(', ') || 'media';
      return [
        { series: `size ${sourceId} media`, kind: 'size', sourceId, subject, value: artifact.counts.bytes },
        { series: `files ${sourceId} media`, kind: 'files', sourceId, subject, value: artifact.counts.files },
      ];
    }
    case 'bundle': {
      const subject = 'the archive of the server';
      return [
        { series: `size ${sourceId} bundle`, kind: 'size', sourceId, subject, value: bytes },
        { series: `files ${sourceId} bundle`, kind: 'files', sourceId, subject, value: artifact.counts.files },
      ];
    }
    case 'config':
      return [];
  }
}

function tablesOf(artifact: Artifact): readonly WatchedTables[] {
  const dumps =
    artifact.part === 'database'
      ? [{ database: artifact.database, kind: artifact.kind, inventory: artifact.inventory }]
      : artifact.part === 'bundle'
        ? artifact.dumps.map(({ database, inventory }) => ({ database, kind: 'bundle', inventory }))
        : [];
  return dumps.map(({ database, kind, inventory }) => ({
    series: `${artifact.sourceId} ${database} ${kind}`,
    sourceId: artifact.sourceId,
    database,
    rows: Object.fromEntries(inventory.tables.map(({ name, rows }) => [name, rows])),
  }));
}

/** Only of backups with the same parts in the same kinds; what the server made itself has no time of ours. */
function durationOf({ trigger, startedAt, completedAt, artifacts }: Manifest['backup']): readonly WatchedFigure[] {
  const value = Date.parse(completedAt) - Date.parse(startedAt);
  if (trigger === 'adopted' || value < 0) return [];
  const parts = artifacts.map(({ sourceId, kind }) => `${sourceId}:${kind}`).toSorted();
  return [{ series: `duration ${parts.join(' ')}`, kind: 'duration', sourceId: null, subject: 'the backup', value }];
}
