import { AnomalyVerdict, type Anomaly } from '../../../shared/model/anomaly.ts';
import type { BackupId, SiteId } from '../../../shared/model/ids.ts';
import type { Manifest } from '../../../shared/model/manifest.ts';
import { NO_AUDIT_FILTER } from '../../../shared/model/audit.ts';
import { judgeBackup } from '../../anomalies/judge-backup.ts';
import { watchedOf } from '../../anomalies/watched-of.ts';
import type { Catalog } from '../../catalog/open-catalog.ts';
import { type Clock, instantOf } from '../../support/clock.ts';
import type { Logger } from '../../support/logger.ts';

/** More than a year of nights: an anomaly that nobody acknowledges must not push the good ones out of the history. */
export const HISTORY = 400;
/** Written down together: a catalog that was made anew has thousands to look at, and each commit waits for the disk (2,000 took 6 s of a start, one by one). */
const AT_ONCE = 250;

interface Using {
  readonly catalog: Catalog;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * Holds every backup that was not looked at yet against its site's history, oldest first, and writes down what is far off. Whatever recorded it: a capture, an
 * adoption, a rebuild. Never throws: a backup that is recorded stays recorded; what could not be judged is judged the next time.
 */
export function watchBackups({ catalog, clock, logger }: Using): readonly Anomaly[] {
  const found: Anomaly[] = [];
  try {
    const histories = new Map<SiteId, Watching>();
    const unwatched = catalog.anomalies.unwatched();
    recallKeyWords(catalog, unwatched);
    for (let from = 0; from < unwatched.length; from += AT_ONCE) {
      const some = unwatched.slice(from, from + AT_ONCE);
      const judged = catalog.atomically(() => some.flatMap((each) => watchOne({ catalog, clock, logger }, each, histories)));
      for (const { id, siteId, kind, text } of judged) logger.warn('anomaly.found', { anomalyId: id, siteId, kind, text });
      found.push(...judged);
    }
  } catch (cause) {
    logger.error('anomaly.not-watched', { cause });
  }
  return found;
}

function watchOne(
  { catalog, clock, logger }: Using,
  { backupId, siteId }: Unwatched,
  histories: Map<SiteId, Watching>,
): readonly Anomaly[] {
  const manifest = manifestOf({ catalog, logger }, backupId);
  if (manifest === null) return [];
  const watching = histories.get(siteId) ?? watchingOf(catalog, siteId);
  histories.set(siteId, watching);
  const watched = watchedOf(manifest);
  const before = watching.backups.filter(({ at }) => at < watched.at).slice(-HISTORY);
  const judged = judgeBackup(watched, before, [...watching.anomalies.values()], instantOf(clock)).map((each) =>
    acknowledgedBefore(catalog, each),
  );
  catalog.anomalies.putWatched(watched);
  for (const anomaly of judged) catalog.anomalies.put(anomaly);
  watching.backups.push(watched);
  for (const anomaly of judged) watching.anomalies.set(anomaly.id, anomaly);
  return judged;
}

type Unwatched = ReturnType<Catalog['anomalies']['unwatched']>[number];

/** Null: there is none, or none that can be read. One that is spoilt must not keep those after it, of any site, from being looked at. */
function manifestOf({ catalog, logger }: Pick<Using, 'catalog' | 'logger'>, backupId: BackupId): Manifest | null {
  try {
    return catalog.backups.manifestOf(backupId);
  } catch (cause) {
    logger.error('anomaly.manifest-unreadable', { backupId, cause });
    return null;
  }
}

interface Watching {
  readonly backups: ReturnType<typeof watchedOf>[];
  readonly anomalies: Map<string, Anomaly>;
}

function watchingOf(catalog: Catalog, siteId: SiteId): Watching {
  return {
    backups: [...catalog.anomalies.watched(siteId, HISTORY)],
    anomalies: new Map(catalog.anomalies.ofSite(siteId).map((anomaly) => [anomaly.id, anomaly])),
  };
}

/** What the operator said of another application key, before a catalog was lost: the record knows it still. */
function recallKeyWords(catalog: Catalog, backups: readonly Unwatched[]): void {
  const isNew = new Set(backups.map(({ backupId }) => backupId));
  for (const siteId of new Set(backups.map((each) => each.siteId)))
    for (const { backupId, acknowledged } of catalog.keyChanges.of(siteId, '')) {
      if (acknowledged !== null || !isNew.has(backupId)) continue;
      const filter = { ...NO_AUDIT_FILTER, action: 'anomaly.acknowledge-key', outcome: 'done', text: backupId } as const;
      const [entry] = catalog.audit.search(filter, { offset: 0, limit: 1 });
      const note = entry?.details['note'];
      if (entry !== undefined && typeof note === 'string')
        catalog.keyChanges.acknowledge(backupId, { at: entry.at, note, by: entry.actor.user });
    }
}

/** A catalog made anew finds again what was found before. The record outlives it and knows what the operator said then. */
function acknowledgedBefore(catalog: Catalog, anomaly: Anomaly): Anomaly {
  if (anomaly.acknowledged !== null || anomaly.sightings.length > 1) return anomaly;
  const filter = { ...NO_AUDIT_FILTER, action: 'anomaly.acknowledge', outcome: 'done', text: anomaly.id } as const;
  const [entry] = catalog.audit.search(filter, { offset: 0, limit: 1 });
  const verdict = AnomalyVerdict.safeParse(entry?.details['verdict']).data;
  const note = entry?.details['note'];
  if (entry === undefined || verdict === undefined || typeof note !== 'string') return anomaly;
  return { ...anomaly, acknowledged: { at: entry.at, note, verdict, by: entry.actor.user } };
}
