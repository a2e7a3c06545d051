import { type FilesArtifact, holdsFiles } from '../../../../shared/model/artifact.ts';
import type { BackupDetails } from '../../../../shared/model/backup.ts';
import { branchNode } from '../../../../shared/model/decision-tree.ts';
import { type Dump, dumpsOf } from '../../../../shared/model/dump.ts';
import type { IncidentId, PlaceId, SiteId } from '../../../../shared/model/ids.ts';
import type { DatabaseChoice, MediaChoice, RestoreChoice } from '../../../../shared/model/restore.ts';
import type { Situation } from '../../../../shared/model/situation.ts';

export function databasesOf(details: BackupDetails): readonly Dump[] {
  return dumpsOf(details.backup.artifacts);
}

export function mediaOf(details: BackupDetails): readonly FilesArtifact[] {
  return details.backup.artifacts.filter(holdsFiles);
}

interface Asked {
  readonly incidentId: IncidentId;
  readonly siteId: SiteId;
  readonly situation: Situation;
  readonly details: BackupDetails;
  readonly placeId: PlaceId | null;
}

/** What the answers ask for, of what the backup holds: as little as helps. The operator may change all of it. */
export function defaultChoice({ incidentId, siteId, situation, details, placeId }: Asked): RestoreChoice {
  const { parts } = branchNode(situation.branch);
  return {
    incidentId,
    backupId: details.backup.id,
    placeId,
    targetSiteId: siteId,
    // A branch about single tables restores no whole database that nobody asked for.
    databases:
      parts.databases === 'nothing' || (parts.databases === 'tables' && situation.tables.length === 0)
        ? []
        : databasesOf(details).flatMap((artifact) => databaseChoice(artifact, situation)),
    media:
      parts.media !== 'nothing' && situation.tables.length === 0
        ? mediaOf(details).map((artifact) => mediaChoice(artifact, situation))
        : [],
    method: null,
    maintenance: true,
    migrate: false,
  };
}

export function databaseChoice({ id, kind, inventory }: Dump, situation: Situation): DatabaseChoice[] {
  const content = kind === 'full' ? 'all' : kind;
  if (situation.tables.length === 0) return [{ artifactId: id, tables: null, content }];
  const here = situation.tables.filter((name) => inventory.tables.some((table) => table.name === name));
  return here.length === 0 ? [] : [{ artifactId: id, tables: here.map((name) => ({ name, action: 'replace' })), content }];
}

/** Files by name where they were named; else as the branch has it, gently where it has nothing. */
export function mediaChoice({ id }: FilesArtifact, { branch, paths }: Situation): MediaChoice {
  if (paths.length > 0) return { artifactId: id, mode: 'paths', compareBy: 'time', paths: [...paths] };
  return { artifactId: id, mode: branchNode(branch).parts.media === 'whole' ? 'whole' : 'different', compareBy: 'time', paths: [] };
}

/** Why there is nothing to plan yet; null when there is. */
export function whyNothing({ databases, media }: RestoreChoice): string | null {
  if (databases.length === 0 && media.length === 0) return 'Choose at least one thing to restore';
  // Never the whole database because the last tick was taken away.
  if (databases.some(({ tables }) => tables?.length === 0)) return 'Choose at least one table';
  if (media.some(({ mode, paths }) => mode === 'paths' && paths.length === 0)) return 'Name at least one file or folder';
  return null;
}
