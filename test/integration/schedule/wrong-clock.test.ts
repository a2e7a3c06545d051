import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { claimFolder } from '../../../src/main/places/claim-folder.ts';
import { sampleArtifact, sampleJob, sampleManifest, sampleProof, sampleSite } from '../../unit/model-samples.ts';
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

describe('due times by a clock that is not trusted', () => {
  /** In use from Monday to Wednesday evening; whoever is off until Saturday morning misses three due times. */
  async function inUse() {
    const computer = simulatedComputer('2026-03-02T05:00:00.000Z', { watchesClock: true });
    computer.only({ backup: { kind: 'daily', at: '06:00' }, health: { kind: 'daily', at: '20:00' } });
    await computer.run(64 * HOUR, 2 * MINUTE);
    const history = computer.slots();
    return {
      ...computer,
      history,
      /** Switched off, and on again with this time. */
      begins: (at: string) => computer.closeFor(Date.parse(at) - computer.state.now),
      /** The network sets the clock. */
      isSetTo: (at: string) => computer.sleep(Date.parse(at) - computer.state.now),
      missed: () =>
        computer
          .slots()
          .filter(({ state }) => state === 'missed')
          .map(({ work, dueAt, caughtUpBy }) => `${work} ${dueAt.slice(5, 16)} by ${caughtUpBy?.slice(5, 16)}`),
    };
  }
  const SATURDAY = '2026-03-07T07:00:00.000Z';
  const WHILE_OFF = ['backup 03-05T06:00 by 03-07T06:00', 'health 03-05T20:00 by 03-06T20:00', 'backup 03-06T06:00 by 03-07T06:00'];

  it.each(['1970-01-01T00:00:00.000Z', '2019-02-14T10:11:12.000Z', '2026-03-01T00:00:00.000Z'])(
    'are missed for the days a computer was off that begins at %s each time, and for nothing else',
    async (begins) => {
      const computer = await inUse();
      await computer.begins(begins);
      await computer.run(4 * MINUTE);
      expect(computer.slots()).toEqual(computer.history);
      computer.isSetTo(SATURDAY);
      await computer.run(30 * MINUTE);
      expect(computer.slots().slice(0, computer.history.length)).toEqual(computer.history);
      expect(computer.missed()).toEqual(WHILE_OFF);
      await computer.begins(begins);
      await computer.begins('2026-03-07T09:00:00.000Z');
      await computer.run(30 * MINUTE);
      expect(computer.missed()).toEqual(WHILE_OFF);
    },
  );

  it('let nothing begin that waited when the computer was switched off, until its clock is right', async () => {
    const computer = await inUse();
    computer.state.serverAnswers = false;
    await computer.run(10 * HOUR, 2 * MINUTE);
    computer.state.serverAnswers = true;
    const begun = computer.begun.length;
    await computer.begins('1970-01-01T00:00:00.000Z');
    await computer.run(10 * MINUTE);
    expect(computer.begun).toHaveLength(begun);
    expect(computer.stateOf('backup').at(-1)).toBe('03-05T06:00 waiting clock');
    computer.isSetTo('2026-03-05T08:00:00.000Z');
    await computer.run(20 * MINUTE);
    expect(computer.begun).toHaveLength(begun + 1);
    expect(computer.missed()).toEqual([]);
  });

  it('count for a site that was added by it from when the clock is right', async () => {
    const computer = await inUse();
    await computer.begins('1970-01-01T00:00:00.000Z');
    const { catalog, siteId } = computer;
    const server = catalog.servers.find(catalog.sites.find(siteId)!.serverId)!;
    const added = sampleSite(server, { name: 'added', createdAt: '1970-01-01T00:01:00.000Z' });
    catalog.sites.insert(added);
    await computer.run(4 * MINUTE);
    computer.isSetTo('2026-03-05T05:00:00.000Z');
    await computer.run(12 * MINUTE);
    expect(computer.slots().filter((slot) => slot.siteId === added.id)).toEqual([]);
    expect(catalog.schedules.of(added.id)[0]?.schedule.since.slice(0, 10)).toBe('2026-03-05');
  });

  it('are not missed for fifty years because the clock was wrong for so long that it was believed', async () => {
    const computer = await inUse();
    await computer.begins('1970-01-01T00:00:00.000Z');
    await computer.run(2 * DAY, 10 * MINUTE);
    expect(computer.stateOf('backup').at(-1)).toBe('01-02T06:00 done');
    const before = computer.missed();
    computer.isSetTo(SATURDAY);
    await computer.run(2 * DAY, 10 * MINUTE);
    expect(computer.missed()).toEqual(before);
    expect(computer.stateOf('backup').at(-1)).toBe('03-09T06:00 done');
  });

  it('are missed when a leap is believed, and not at all when it is taken back', async () => {
    const computer = await inUse();
    await computer.begins('2026-03-20T07:00:00.000Z');
    await computer.run(6 * MINUTE);
    expect(computer.missed()).toEqual([]);
    await computer.begins(SATURDAY);
    await computer.run(6 * MINUTE);
    expect(computer.missed()).toEqual([]);
    await computer.run(10 * MINUTE);
    expect(computer.missed()).toEqual(WHILE_OFF);
  });
});
