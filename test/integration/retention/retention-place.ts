import { createHash, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { type Catalog, openCatalog } from '../../../src/main/catalog/open-catalog.ts';
import type { JobContext } from '../../../src/main/jobs/job-context.ts';
import { claimFolder } from '../../../src/main/places/claim-folder.ts';
import type { CopyStore } from '../../../src/main/places/copy-store.ts';
import { openFolderStore } from '../../../src/main/places/folder/folder-store.ts';
import { planPlace } from '../../../src/main/retention/plan-place.ts';
import type { Clock } from '../../../src/main/support/clock.ts';
import type { BackupId, SiteId } from '../../../src/shared/model/ids.ts';
import type { FolderPlace } from '../../../src/shared/model/place.ts';
import type { RetentionPlan } from '../../../src/shared/model/retention.ts';
import { sampleArtifact, sampleManifest, sampleProof, sampleServer, sampleSite, sampleSource } from '../../unit/model-samples.ts';
import { policyOf } from '../../unit/retention/retention-samples.ts';

export const SIGNAL = new AbortController().signal;
const DAY = 86_400_000;

/** A clock that stands until it is moved. */
export interface StandingClock extends Clock {
  advanceDays(days: number): void;
}

export function standingClock(iso = '2026-11-21T12:00:00Z'): StandingClock {
  let now = Date.parse(iso);
  return {
    now: () => now,
    advanceDays: (days) => {
      now += days * DAY;
    },
  };
}

/** A catalog and a real folder with a backup a day, each with its bytes in place; the policy keeps those of ten days. */
export interface RetentionPlace {
  readonly folder: string;
  readonly catalog: Catalog;
  readonly place: FolderPlace;
  readonly store: CopyStore;
  readonly clock: StandingClock;
  readonly siteId: SiteId;
  /** Oldest first. */
  readonly ids: readonly BackupId[];
  plan(): RetentionPlan;
}

/** `ages`: in days, oldest first. */
export async function makeRetentionPlace(folder: string, ages: readonly number[], clock = standingClock()): Promise<RetentionPlace> {
  const place = await claimFolder(join(folder, 'Backups'), clock);
  const catalog = openCatalog(join(folder, 'catalog.sqlite'));
  const store = openFolderStore(place, { clock });
  const server = sampleServer();
  const site = sampleSite(server);
  const source = sampleSource(site);
  catalog.servers.insert(server);
  catalog.sites.insert(site);
  catalog.sources.insert(source);
  catalog.places.put(place);
  catalog.retentionPolicies.put({ siteId: null, placeId: null }, policyOf({ maxAgeDays: { full: 10 } }));
  const ids: BackupId[] = [];
  for (const age of ages) {
    const startedAt = new Date(clock.now() - age * DAY).toISOString();
    const dump = randomBytes(1000);
    const sha256 = createHash('sha256').update(dump).digest('hex');
    const artifact = sampleArtifact(source, { bytes: dump.length, sha256 });
    const name = `${startedAt.slice(0, 19).replaceAll(':', '')}Z-full`;
    const manifest = sampleManifest(site, server, [source], { startedAt, folder: name, artifacts: [artifact] });
    const contents = new Map([
      [artifact.file, dump],
      ['manifest.json', Buffer.from(JSON.stringify(manifest))],
    ]);
    const files = [...contents].map(([file, bytes]) => ({
      file,
      bytes: bytes.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
    }));
    const draft = await store.begin({ manifest, files }, SIGNAL);
    for (const planned of files) {
      const sink = await draft.open(planned, SIGNAL);
      await sink.write(Buffer.from(contents.get(planned.file) ?? ''));
      await sink.finish();
    }
    const location = await draft.commit(SIGNAL);
    catalog.backups.record(manifest, { backupId: manifest.backup.id, placeId: place.id, location, proof: sampleProof('intact') });
    ids.push(manifest.backup.id);
  }
  const plan = (): RetentionPlan => planPlace({ catalog, placeId: place.id, siteId: null, now: clock.now(), zone: 'UTC' });
  return { folder, catalog, place, store, clock, siteId: site.id, ids, plan };
}

/** A job as far as retention sees one, with what it logged. */
export function quietJob(signal: AbortSignal = SIGNAL): JobContext & { readonly lines: string[] } {
  const lines: string[] = [];
  return { jobId: 'job', signal, step: () => {}, advance: () => {}, log: (line) => void lines.push(line), lines };
}
