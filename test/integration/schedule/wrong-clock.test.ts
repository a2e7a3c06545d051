import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { claimFolder } from '../../../src/main/places/claim-folder.ts';
import { sampleArtifact, sampleJob, sampleManifest, sampleProof } from '../../unit/model-samples.ts';
import { DAY, HOUR, MINUTE, simulatedComputer } from './simulated-computer.ts';
import { watchingMail } from './watching-mail.ts';

const YEAR = 365 * DAY;

it(
  'a clock a year ahead, under which a job was made and Holdfast started again, deletes nothing and alarms nobody',
  { timeout: 120_000 },
  async () => {
    const computer = simulatedComputer('2026-03-02T05:00:00.000Z', { watchesClock: true });
    const { catalog, siteId, state } = computer;
    const folder = mkdtempSync(join(tmpdir(), 'holdfast-clock-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const place = await claimFolder(join(folder, 'Backups'), { now: () => state.now });
    catalog.places.put(place);
    computer.only({
      backup: { kind: 'daily', at: '06:00' },
      retention: { kind: 'daily', at: '13:00' },
      health: { kind: 'daily', at: '23:00' },
    });
    const mail = watchingMail(catalog, { now: () => state.now }, 'UTC');
    const awake = async (ms: number): Promise<void> => {
      for (const until = state.now + ms; state.now < until;) {
        await computer.run(2 * MINUTE, 2 * MINUTE);
        await mail.look(undefined, computer.isClockTrusted());
      }
    };
    const deletes = (): readonly string[] => computer.begun.filter(({ work }) => work === 'retention').map(({ at }) => at.slice(0, 10));
    const site = catalog.sites.find(siteId)!;
    const server = catalog.servers.find(site.serverId)!;
    const [source] = catalog.sources.list(siteId);
    if (source?.kind !== 'database') throw new Error('a site with a database');
    const made = new Date(state.now).toISOString();
    const changes = {
      startedAt: made,
      completedAt: made,
      folder: 'a-backup',
      artifacts: [sampleArtifact(source, { capturedFrom: made, capturedTo: made })],
    };
    const manifest = sampleManifest(site, server, [source], changes);
    catalog.backups.record(manifest, { backupId: manifest.backup.id, placeId: place.id, location: 'a-backup', proof: sampleProof() });

    await awake(10 * HOUR);
    expect(deletes()).toEqual(['2026-03-02']);
    const told = mail.sent.length;

    await computer.closeFor(YEAR);
    const wrongly = new Date(state.now).toISOString();
    catalog.jobs.insert(sampleJob({ siteId, state: 'succeeded', createdAt: wrongly, endedAt: wrongly }), {});
    await awake(2 * HOUR);
    await computer.closeFor(5 * MINUTE);
    await awake(3 * HOUR);
    expect(deletes()).toEqual(['2026-03-02']);

    await computer.closeFor(-YEAR);
    await awake(5 * HOUR);
    expect(
      mail.sent
        .slice(told)
        .filter(({ kind }) => kind !== 'daily-report')
        .map(({ event }) => event),
    ).toEqual([]);
    expect(computer.slots().filter(({ state: of, dueAt }) => of === 'missed' || dueAt > new Date(state.now).toISOString())).toEqual([]);
    await awake(20 * HOUR);
    expect(deletes()).toEqual(['2026-03-02', '2026-03-03']);
  },
);
