import type { BackupFilter, BackupStatistics, BackupSummary } from '../../../src/shared/model/backup.ts';
import type { Answers } from '../fake-bridge.ts';
import { diffOf } from './diff.ts';
import { filePage } from './files.ts';
import type { NewJob } from './place-answers.ts';
import { unknown } from './problems.ts';
import type { World } from './world.ts';

type Names =
  | 'backup.list'
  | 'backup.details'
  | 'backup.search'
  | 'backup.statistics'
  | 'backup.annotate'
  | 'backup.files'
  | 'backup.diff'
  | 'backup.synthesize';

export function backupAnswers(world: World, newJob: NewJob): Pick<Answers, Names> {
  return {
    'backup.list': ({ siteId: id }) => world.backups.filter((backup) => id === null || backup.siteId === id),
    'backup.details': ({ backupId: id }) =>
      world.details.find(({ backup }) => backup.id === id) ?? unknown('backup.not-found', 'This backup is not in the catalog'),
    'backup.search': ({ filter, offset, limit }) => {
      const found = world.backups.filter((backup) => fits(backup, filter)).toSorted((a, b) => b.startedAt.localeCompare(a.startedAt));
      return { rows: found.slice(offset, offset + limit), total: found.length };
    },
    'backup.statistics': ({ siteId }) =>
      statisticsOf(
        world,
        world.backups.filter((backup) => siteId === null || backup.siteId === siteId),
      ),
    'backup.annotate': ({ backupId: id, label, note, held }) => {
      const change = {
        ...(note === undefined ? {} : { note }),
        ...(held === undefined ? {} : { held }),
      };
      world.backups = world.backups.map((backup) =>
        backup.id === id ? { ...backup, ...change, label: label === undefined ? backup.label : label } : backup,
      );
      world.details = world.details.map((details) =>
        details.backup.id === id
          ? { ...details, ...change, backup: { ...details.backup, label: label === undefined ? details.backup.label : label } }
          : details,
      );
    },
    'backup.files': (asked) => filePage(asked),
    'backup.diff': ({ beforeId, afterId }) => diffOf(beforeId, afterId),
    'backup.synthesize': ({ backupId }) => newJob({ kind: 'synthesize', title: 'Build a full from the chain', backupId }),
  };
}

const ORDER = ['present', 'intact', 'sound', 'proven'] as const;

function fits(backup: BackupSummary, filter: BackupFilter): boolean {
  const words = `${backup.label ?? ''} ${backup.note} ${backup.siteName} ${backup.databases.join(' ')}`.toLowerCase();
  const best = Math.max(...backup.copies.map(({ proof }) => (proof.failure === null ? ORDER.indexOf(proof.level) : -1)));
  return (
    words.includes(filter.text.toLowerCase()) &&
    (filter.siteId === null || backup.siteId === filter.siteId) &&
    (filter.kind === null || backup.kind === filter.kind) &&
    (filter.trigger === null || backup.trigger === filter.trigger) &&
    (filter.part === null || backup.parts.includes(filter.part)) &&
    (filter.placeId === null || backup.copies.some(({ placeId }) => placeId === filter.placeId)) &&
    (filter.held === null || backup.held === filter.held) &&
    (filter.from === null || backup.startedAt >= filter.from) &&
    (filter.until === null || backup.startedAt < filter.until) &&
    (filter.proof === null ||
      (filter.proof === 'failed' ? backup.copies.some(({ proof }) => proof.failure !== null) : best >= ORDER.indexOf(filter.proof)))
  );
}

function statisticsOf(world: World, backups: readonly BackupSummary[]): BackupStatistics {
  const sum = (of: readonly BackupSummary[]) => of.reduce((total, { bytes }) => total + bytes, 0);
  const times = backups.map(({ startedAt }) => startedAt).toSorted();
  const group = <K extends string>(keys: readonly K[], has: (backup: BackupSummary, key: K) => boolean) =>
    keys
      .map((key) => ({ key, of: backups.filter((backup) => has(backup, key)) }))
      .filter(({ of }) => of.length > 0)
      .map(({ key, of }) => ({ key, count: of.length, bytes: sum(of) }));
  return {
    count: backups.length,
    bytes: sum(backups),
    uncompressedBytes: sum(backups) * 4,
    oldestAt: times[0] ?? null,
    newestAt: times.at(-1) ?? null,
    byKind: group(['full', 'incremental', 'structure', 'data'] as const, (backup, key) => backup.kind === key).map(({ key, ...rest }) => ({
      kind: key,
      ...rest,
    })),
    byPart: group(['database', 'media', 'config'] as const, (backup, key) => backup.parts.includes(key)).map(({ key, ...rest }) => ({
      part: key,
      ...rest,
      uncompressedBytes: rest.bytes * 4,
    })),
    byPlace: world.places.map(({ place }) => {
      const here = backups.filter(({ copies }) => copies.some(({ placeId }) => placeId === place.id));
      const failed = here.filter(({ copies }) => copies.some(({ placeId, proof }) => placeId === place.id && proof.failure !== null));
      return { placeId: place.id, count: here.length, bytes: sum(here), failed: failed.length };
    }),
    growth: [...new Set(times.map((at) => at.slice(0, 10)))].map((day, at) => ({
      day,
      bytes: 205_000_000 + at * 1_900_000,
      addedBytes: sum(backups.filter(({ startedAt }) => startedAt.startsWith(day))),
    })),
  };
}
