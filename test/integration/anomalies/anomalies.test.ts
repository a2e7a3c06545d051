import { randomBytes, randomUUID } from 'node:crypto';
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { keepBackup } from '../../../src/main/app/keep-backup.ts';
import type { Modules } from '../../../src/main/app/modules.ts';
import { gatherProposalFacts } from '../../../src/main/app/recovery/gather-proposal-facts.ts';
import { fleetStatus } from '../../../src/main/health/fleet-status.ts';
import type { PlaceKeeper } from '../../../src/main/places/place-keeper.ts';
import { proposeBackup } from '../../../src/main/restore/proposal/propose-backup.ts';
import { settleByJobs } from '../../../src/main/schedule/settle-slot.ts';
import type { Backup } from '../../../src/shared/model/backup.ts';
import { NO_AUDIT_FILTER } from '../../../src/shared/model/audit.ts';
import { BackupId } from '../../../src/shared/model/ids.ts';
import type { Slot } from '../../../src/shared/model/schedule.ts';
import type { Situation } from '../../../src/shared/model/situation.ts';
import { sampleArtifact, sampleManifest } from '../../unit/model-samples.ts';
import { sampleMediaArtifact, sampleMediaSource } from '../../unit/part-samples.ts';
import { policyOf } from '../../unit/retention/retention-samples.ts';
import { ask, choosePlace, modulesIn, openApp, withCatalog, workOf } from '../app/app-folder.ts';
import { scratchFolder } from '../catalog/catalog-folder.ts';
import { type Registered, register } from '../places/place-folder.ts';
import { quietJob } from '../retention/retention-place.ts';

const DAY = 86_400_000;
const MB = 1_000_000;
const FIRST = Date.now() - 21 * DAY;
const NIGHTS = 20;

interface Night {
  readonly bytes?: number;
  readonly files?: number;
  readonly minutes?: number;
  readonly rows?: Readonly<Record<string, number>>;
  readonly changes?: Partial<Backup>;
}

/** A shop with its database and its uploads, of which a backup is recorded every night as a capture or an adoption records it. */
async function shop() {
  const home = scratchFolder();
  const registered = register();
  await choosePlace(home, registered);
  const modules = modulesIn(home);
  const uploads = sampleMediaSource(registered.site);
  const lines: string[] = [];
  const night = async (day: number, { bytes = 290 * MB, files = 97_000, minutes = 4.2, rows, changes }: Night = {}): Promise<BackupId> => {
    const id = BackupId.parse(randomUUID());
    const startedAt = new Date(FIRST + day * DAY).toISOString();
    const completedAt = new Date(FIRST + day * DAY + minutes * 60_000).toISOString();
    const times = { capturedFrom: startedAt, capturedTo: completedAt };
    const tables = { orders: 182_000, customers: 40_100, settings: 31, ...rows };
    const inventory = {
      tables: Object.entries(tables).map(([name, count]) => ({ name, rows: count, definition: null, data: null })),
      views: [],
      routines: [],
      triggers: [],
      events: [],
    };
    const counts = { files, bytes: files * 18_000, folders: 40, links: 0, added: 0, changed: 0, removed: 0, touched: 0, skipped: 0 };
    const artifacts = [
      sampleArtifact(registered.source, { bytes: bytes + day * 40_000, inventory, ...times }),
      sampleMediaArtifact(uploads, { chain: [id], counts, ...times }),
    ];
    const folder = `${startedAt.slice(0, 19).replaceAll(':', '')}Z-full`;
    const manifest = sampleManifest(registered.site, registered.server, [registered.source, uploads], {
      id,
      folder,
      startedAt,
      completedAt,
      artifacts,
      ...changes,
    });
    const job = quietJob();
    await keepBackup(modules, manifest, `/copies/${folder}`, false, job);
    lines.push(...job.lines);
    return id;
  };
  for (let day = 0; day < NIGHTS; day += 1) await night(day);
  return { home, modules, night, lines, ...registered };
}

const anomaliesOf = ({ catalog }: Modules, siteId: Registered['site']['id']) => catalog.anomalies.ofSite(siteId);

describe('a backup far off what is usual for its site', () => {
  it.each<readonly [string, Night, readonly string[], RegExp]>([
    ['a tenth of its usual size', { bytes: 29 * MB }, ['size'], /^aurora_shop: 29\.\d\u00a0MB, usually 28\d to 29\d\u00a0MB\.$/],
    [
      'nine tenths of the rows of a large table gone',
      { rows: { orders: 18_200 } },
      ['rows'],
      /^aurora_shop\.orders: 18,200\u00a0rows, usually 178,\d{3} to 185,\d{3}\u00a0rows\.$/,
    ],
    ['media that collapsed', { files: 9700 }, ['files', 'size'], /9,700\u00a0files, usually 95,\d{3} to 98,\d{3}\u00a0files\.$/],
    ['ten times the time', { minutes: 42 }, ['duration'], /^the backup: 42\u00a0min, usually/],
    [
      'ten new scripts among the uploads',
      {
        changes: { warnings: [{ code: 'new-executables', text: '10 scripts or programs are new or changed: uploads/a.php and 9 more.' }] },
      },
      ['executables'],
      /^10 scripts/,
    ],
    ['the same in an adopted backup', { bytes: 29 * MB, changes: { trigger: 'adopted' } }, ['size'], /29\.\d\u00a0MB/],
  ])('is found when it is recorded, said in its log and on the dashboard: %s', async (_, change, kinds, text) => {
    const { modules, night, site, lines } = await shop();
    expect(anomaliesOf(modules, site.id)).toEqual([]);
    const id = await night(NIGHTS, change);
    const found = anomaliesOf(modules, site.id);
    expect(found.map(({ kind }) => kind).toSorted()).toEqual(kinds);
    expect(found.every(({ sightings }) => sightings[0]?.backupId === id)).toBe(true);
    expect(found.some((anomaly) => text.test(anomaly.text))).toBe(true);
    expect(lines.filter((line) => line.startsWith('Far off what is usual'))).toHaveLength(kinds.length);
    const findings = fleetStatus(modules.catalog, Date.now()).sites[0]?.findings ?? [];
    expect(
      findings
        .filter(({ code }) => code === 'anomaly' || code === 'new-executables')
        .map(({ text: said }) => said)
        .join(' '),
    ).toContain(found[0]?.text);
  });

  it('is one that lacks a table', async () => {
    const { modules, night, site } = await shop();
    const without = await night(NIGHTS, {
      changes: {
        artifacts: [
          sampleArtifact((modules.catalog.sources.list(site.id)[0] ?? never()) as Registered['source'], {
            bytes: 290 * MB,
            inventory: {
              tables: [{ name: 'customers', rows: 40_100, definition: null, data: null }],
              views: [],
              routines: [],
              triggers: [],
              events: [],
            },
          }),
        ],
      },
    });
    expect(anomaliesOf(modules, site.id)).toMatchObject([
      { kind: 'tables', names: ['orders', 'settings'], sightings: [{ backupId: without }] },
    ]);
  });

  it('is no measure when it was built here or taken of a site in trouble', async () => {
    const { modules, night, site } = await shop();
    await night(NIGHTS, { bytes: 3 * MB, changes: { trigger: 'safety' } });
    await night(NIGHTS + 0.1, { bytes: 3 * MB, changes: { trigger: 'synthetic' } });
    expect(anomaliesOf(modules, site.id)).toEqual([]);
  });

  it('speaks against itself where a restore is proposed', async () => {
    const { modules, night, site } = await shop();
    const id = await night(NIGHTS, { bytes: 29 * MB });
    const situation: Situation = {
      branch: 'server-gone',
      noticedAt: new Date().toISOString(),
      firstSignAt: null,
      marginHours: 0,
      tables: [],
      paths: [],
      stillWriting: null,
    };
    const facts = await gatherProposalFacts(modules, site, situation, new AbortController().signal);
    const { proposed, rejected } = proposeBackup(facts);
    const candidate = [proposed, ...rejected].find((each) => each?.backup.id === id);
    expect(candidate?.reasons).toContainEqual({
      code: 'off-trend',
      speaks: 'against',
      text: anomaliesOf(modules, site.id)[0]?.text,
    });
  });
});

/** A place with real files, so that an app can rebuild its catalog from them: eleven nights, the last a tenth of the others. */
async function realPlace() {
  const home = scratchFolder();
  const registered = register();
  const keeper = await choosePlace(home, registered);
  for (let day = 0; day < 11; day += 1) await writeNight(keeper, registered, day, day === 10 ? 40_000 : 400_000);
  withCatalog(home, (catalog) =>
    catalog.retentionPolicies.put({ siteId: null, placeId: null }, policyOf({ maxAgeDays: { full: 5 }, keepNewest: 1 })),
  );
  return { home, placeId: keeper.place.id, siteId: registered.site.id };
}

async function writeNight(keeper: PlaceKeeper, { server, site, source }: Registered, day: number, bytes: number): Promise<void> {
  const startedAt = new Date(Date.now() - (12 - day) * DAY).toISOString();
  const { draft, folder } = await keeper.beginBackup(site.name, `${startedAt.slice(0, 19).replaceAll(':', '')}Z-full`);
  const file = `${source.database}.sql.gz`;
  const writer = await draft.writeArtifact(file);
  await writer.write(randomBytes(bytes));
  const written = await writer.finish();
  const artifact = sampleArtifact(source, { file, ...written, capturedFrom: startedAt, capturedTo: startedAt });
  await draft.commit(sampleManifest(site, server, [source], { folder, startedAt, completedAt: startedAt, artifacts: [artifact] }));
}

describe('the retention of a site with such a backup', () => {
  it('ends its slot with that reason when it comes by schedule, deletes nothing, and is no failure that anybody is told of', async () => {
    const { home, placeId, siteId } = await realPlace();
    const app = await openApp(home);
    const [anomaly = never()] = await ask(app, 'anomaly.list', { siteId, open: true });
    const before = (await ask(app, 'retention.plan', { placeId, siteId })).decisions.length;
    const ended = { state: 'done', reason: 'nothing', text: `Paused until it is acknowledged: ${anomaly.text}` };
    const slot = await ask(app, 'schedule.run-now', { siteId, work: 'retention' });
    expect(slot).toMatchObject({ ...ended, jobIds: [] });

    // Found only when the work had begun, it is the job that refuses; the slot ends the same way.
    const { fingerprint, decisions } = await ask(app, 'retention.plan', { placeId, siteId });
    expect(decisions).toHaveLength(before);
    const refused = await workOf(app, () => ask(app, 'retention.apply', { placeId, siteId, fingerprint }));
    expect(refused.state).toBe('failed');
    const running: Slot = { ...slot, state: 'running', reason: null, settledAt: null, jobIds: [refused.id] };
    expect(settleByJobs(running, [refused], Date.now(), 'killed')).toMatchObject(ended);

    const { findings } = await ask(app, 'site.status', { siteId });
    expect(findings.map(({ code }) => code)).toContain('anomaly');
    expect(findings.map(({ code }) => code)).not.toContain('cleanup-failed');
  });

  it('pauses and says why, refuses, and goes on when the operator has acknowledged it, which the record keeps', async () => {
    const { home, placeId, siteId } = await realPlace();
    const app = await openApp(home);
    const [anomaly = never()] = await ask(app, 'anomaly.list', { siteId, open: true });
    expect(anomaly.text).toMatch(/^aurora_shop: 40\.0\u00a0kB, usually 39\d to 40\d\u00a0kB\.$/);

    const plan = await ask(app, 'retention.plan', { placeId, siteId: null });
    expect(plan).toMatchObject({ deletes: 0, paused: [{ siteId, text: anomaly.text }] });
    expect(plan.decisions.filter(({ reasons }) => reasons[0]?.code === 'paused').length).toBeGreaterThan(2);
    const refused = await workOf(app, () => ask(app, 'retention.apply', { placeId, siteId, fingerprint: plan.fingerprint }));
    expect(refused).toMatchObject({ state: 'failed', problem: { code: 'retention.paused', detail: anomaly.text } });

    const note = 'Old logs were cut, on purpose.';
    const told = await ask(app, 'anomaly.acknowledge', { anomalyId: anomaly.id, note });
    expect(told.acknowledged).toMatchObject({ note, verdict: 'new-level' });
    expect(await app.call('anomaly.acknowledge', { anomalyId: anomaly.id, note })).toMatchObject({
      problem: { code: 'anomaly.acknowledged' },
    });
    expect(await app.call('anomaly.acknowledge', { anomalyId: randomUUID(), note })).toMatchObject({
      problem: { code: 'anomaly.not-found' },
    });
    const after = await ask(app, 'retention.plan', { placeId, siteId });
    expect(after.paused).toEqual([]);
    expect(after.deletes).toBeGreaterThan(2);
    expect(await workOf(app, () => ask(app, 'retention.apply', { placeId, siteId, fingerprint: after.fingerprint }))).toMatchObject({
      state: 'succeeded',
    });
    const { rows } = await ask(app, 'audit.list', { filter: { ...NO_AUDIT_FILTER, action: 'anomaly.acknowledge' }, offset: 0, limit: 9 });
    expect(rows.at(-1)).toMatchObject({ siteId, outcome: 'done', details: { anomalyId: anomaly.id, note, verdict: 'new-level' } });
  });

  it('is found again by a rebuild, with the word the operator gave before the catalog was lost', async () => {
    const { home, siteId } = await realPlace();
    const app = await openApp(home);
    const [anomaly = never()] = await ask(app, 'anomaly.list', { siteId });
    await ask(app, 'anomaly.acknowledge', { anomalyId: anomaly.id, note: 'wanted', verdict: 'one-off' });
    await app.close();
    for (const name of readdirSync(home)) if (name.startsWith('catalog.sqlite')) rmSync(join(home, name));
    const again = await openApp(home);
    await ask(again, 'place.set-folder', { folder: join(home, 'Backups') });
    await workOf(again, () => ask(again, 'catalog.rebuild', undefined));
    expect(await ask(again, 'anomaly.list', { siteId: null })).toMatchObject([
      { id: anomaly.id, text: anomaly.text, acknowledged: { note: 'wanted', verdict: 'one-off' } },
    ]);
  });

  it('has its trend: every night with what was expected of it', async () => {
    const { home, siteId } = await realPlace();
    const app = await openApp(home);
    const { series, knownAfter } = await ask(app, 'anomaly.trend', { siteId });
    const size = series.find(({ kind }) => kind === 'size') ?? never();
    expect(knownAfter).toBe(7);
    expect(size.points.map(({ expected, isAnomaly }) => [expected !== null, isAnomaly])).toEqual(
      Array.from({ length: 11 }, (_, index) => [index >= 7, index === 10]),
    );
    expect(size.next?.low).toBeGreaterThan(390_000);
  });
});

function never(): never {
  throw new Error('the test has no such thing');
}
