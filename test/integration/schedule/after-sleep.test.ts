import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { fleetStatus } from '../../../src/main/health/fleet-status.ts';
import { claimFolder } from '../../../src/main/places/claim-folder.ts';
import { sampleArtifact, sampleManifest, sampleProof } from '../../unit/model-samples.ts';
import { DAY, HOUR, MINUTE, simulatedComputer } from './simulated-computer.ts';
import { watchingMail } from './watching-mail.ts';

/** A computer with a backup a day, and alerts that look each minute at how the site really stands. */
async function watched() {
  const computer = simulatedComputer('2026-03-02T05:00:00.000Z');
  const { catalog, siteId, state } = computer;
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-sleep-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const place = await claimFolder(join(folder, 'Backups'), { now: () => state.now });
  catalog.places.put(place);
  const mail = watchingMail(catalog, { now: () => state.now }, 'UTC');
  computer.only({ backup: { kind: 'daily', at: '06:00' } });
  state.jobMs = 20 * MINUTE;
  const recorded = new Set<string>();

  /** What succeeded since the last look left a backup. */
  function record(): void {
    for (const { jobId, at } of computer.begun) {
      const job = computer.jobs.get(jobId);
      if (job?.state !== 'succeeded' || recorded.has(jobId)) continue;
      recorded.add(jobId);
      const site = catalog.sites.find(siteId);
      const server = site === null ? null : catalog.servers.find(site.serverId);
      const [source] = catalog.sources.list(siteId);
      if (site === null || server === null || source?.kind !== 'database') throw new Error('a site with a database');
      const artifact = sampleArtifact(source, { capturedFrom: at, capturedTo: at });
      const name = `${at.slice(0, 19).replaceAll(':', '')}Z-full`;
      const changes = { startedAt: at, completedAt: at, folder: name, artifacts: [artifact] };
      const manifest = sampleManifest(site, server, [source], changes);
      const copy = { backupId: manifest.backup.id, placeId: place.id, location: name, proof: sampleProof() };
      catalog.backups.record(manifest, copy);
    }
  }
  return {
    ...computer,
    mail,
    async awake(ms: number) {
      const until = state.now + ms;
      while (state.now < until) {
        state.now += MINUTE;
        await computer.tick();
        record();
        await mail.look();
      }
    },
    isOld: () => fleetStatus(catalog, state.now).sites.some(({ findings }) => findings.some(({ code }) => code === 'too-old')),
    /** Minutes of the clock at which mail said that the newest backup is too old, or not any more. */
    said: () =>
      mail.sent.filter(({ event }) => event === 'backup_unhealthy').map(({ kind, createdAt }) => `${createdAt.slice(5, 16)} ${kind}`),
  };
}

it('nobody is told of an old backup that is caught up with after four days of sleep', { timeout: 120_000 }, async () => {
  const computer = await watched();
  await computer.awake(3 * HOUR);
  expect(computer.begun).toHaveLength(1);
  computer.sleep(4 * DAY);
  await computer.awake(MINUTE);
  // So it is, and the dashboard says so from the first minute.
  expect(computer.isOld()).toBe(true);
  await computer.awake(3 * HOUR);
  expect(computer.begun).toHaveLength(2);
  expect(computer.isOld()).toBe(false);
  expect(computer.said()).toEqual([]);
});

it(
  'an old backup is told of when the hour is over and the server still does not answer, and that it is over',
  { timeout: 120_000 },
  async () => {
    const computer = await watched();
    await computer.awake(3 * HOUR);
    computer.sleep(4 * DAY);
    computer.state.serverAnswers = false;
    await computer.awake(2 * HOUR);
    expect(computer.said()).toEqual(['03-06T09:01 opened']);
    computer.state.serverAnswers = true;
    await computer.awake(2 * HOUR);
    expect(computer.said()).toEqual(['03-06T09:01 opened', '03-06T10:36 recovered']);
  },
);

it('an old backup is told of after a few minutes where nothing would bring a backup', { timeout: 120_000 }, async () => {
  const computer = await watched();
  await computer.awake(3 * HOUR);
  computer.only({});
  computer.sleep(4 * DAY);
  await computer.awake(HOUR);
  expect(computer.said()).toEqual(['03-06T08:06 opened']);
});

it(
  'copies that are not re-read are told of as overdue once, and as over only when they were re-read, however often the computer is started meanwhile',
  { timeout: 120_000 },
  async () => {
    const computer = await watched();
    const said = (): readonly string[] =>
      computer.mail.sent
        .filter(({ event }) => event === 'schedule_overdue')
        .map(({ kind, createdAt }) => `${createdAt.slice(5, 16)} ${kind}`);
    // Backups come, at a time at which the computer is on; what is to be re-read waits for the charger.
    computer.only({ backup: { kind: 'daily', at: '06:00' }, verify: { kind: 'daily', at: '07:00' } });
    await computer.awake(3 * HOUR);
    computer.only({ verify: { kind: 'daily', at: '07:00' } }, 'UTC', { onBattery: 'wait' });
    computer.state.onBattery = true;
    computer.sleep(2 * DAY);
    await computer.awake(2 * HOUR);
    expect(said().map((line) => line.slice(12))).toEqual(['opened']);
    for (let start = 0; start < 2; start += 1) {
      computer.sleep(HOUR);
      await computer.awake(70 * MINUTE);
    }
    expect(said().map((line) => line.slice(12))).toEqual(['opened']);
    computer.state.onBattery = false;
    computer.sleep(HOUR);
    await computer.awake(50 * MINUTE);
    expect(said().map((line) => line.slice(12))).toEqual(['opened', 'recovered']);
  },
);

it(
  'the daily report after days away is written when the catching up is over, and says what it stood for',
  { timeout: 120_000 },
  async () => {
    const computer = await watched();
    await computer.awake(3 * HOUR);
    const before = computer.mail.sent.length;
    computer.sleep(4 * DAY);
    await computer.awake(15 * MINUTE);
    const reports = () => computer.mail.sent.slice(before).filter(({ kind }) => kind === 'daily-report');
    expect(reports()).toEqual([]);
    await computer.awake(30 * MINUTE);
    const [report] = reports();
    expect(reports()).toHaveLength(1);
    expect(report?.content.title).toContain('1 of 1 sites protected');
    expect(report?.content.sections.find(({ heading }) => heading === 'Caught up with')?.lines).toEqual([
      'site-0: the backup, once for 4 due times: done.',
    ]);
  },
);

it('the daily report waits two hours at most for a server that does not answer, and says what waits', { timeout: 120_000 }, async () => {
  const computer = await watched();
  await computer.awake(3 * HOUR);
  const before = computer.mail.sent.length;
  computer.sleep(4 * DAY);
  computer.state.serverAnswers = false;
  await computer.awake(110 * MINUTE);
  const reports = () => computer.mail.sent.slice(before).filter(({ kind }) => kind === 'daily-report');
  expect(reports()).toEqual([]);
  await computer.awake(20 * MINUTE);
  expect(reports().map(({ content }) => content.sections.find(({ heading }) => heading === 'Caught up with')?.lines)).toEqual([
    ['site-0: the backup, once for 4 due times: waits. The server does not answer.'],
  ]);
});
