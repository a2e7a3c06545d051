import { describe, expect, it } from 'vitest';
import { scheduleFindings } from '../../../src/main/health/schedule-findings.ts';
import { DAY, HOUR, MINUTE, simulatedComputer } from './simulated-computer.ts';

const NIGHTLY = { kind: 'daily', at: '02:30' } as const;

describe('schedules over simulated weeks', () => {
  it('runs each night once while the computer is on, and says nothing more of it', async () => {
    const computer = simulatedComputer('2026-11-02T00:00:00.000Z');
    computer.only({ backup: NIGHTLY });
    await computer.run(14 * DAY, 5 * MINUTE);
    expect(computer.begun).toHaveLength(14);
    expect(computer.slots().every(({ state, reason, attempts }) => state === 'done' && reason === null && attempts === 1)).toBe(true);
  });

  it('catches up once after a sleep of five days, and names the nights that one run stands for', async () => {
    const computer = simulatedComputer('2026-11-02T00:00:00.000Z');
    computer.only({ backup: NIGHTLY });
    await computer.run(DAY);
    computer.sleep(5 * DAY + 8 * HOUR);
    await computer.run(HOUR);
    expect(computer.begun).toHaveLength(2);
    expect(computer.stateOf('backup')).toEqual([
      '11-02T02:30 done',
      '11-03T02:30 missed closed',
      '11-04T02:30 missed closed',
      '11-05T02:30 missed closed',
      '11-06T02:30 missed closed',
      '11-07T02:30 missed closed',
      '11-08T02:30 done',
    ]);
    expect(computer.slots()[1]?.caughtUpBy).toBe('2026-11-08T02:30:00.000Z');
  });

  it('finds the same after Holdfast was closed, and begins interrupted work again', async () => {
    const computer = simulatedComputer('2026-11-02T00:00:00.000Z');
    computer.only({ backup: NIGHTLY });
    await computer.run(2 * HOUR + 32 * MINUTE);
    expect(computer.stateOf('backup')).toEqual(['11-02T02:30 running']);
    await computer.closeFor(5 * HOUR);
    await computer.run(HOUR);
    expect(computer.stateOf('backup')).toEqual(['11-02T02:30 done']);
    expect(computer.begun).toHaveLength(2);
  });

  it('spreads several sites out when they catch up, one after the other within a quarter of an hour', async () => {
    const computer = simulatedComputer('2026-11-02T00:00:00.000Z', { sites: 4 });
    computer.only({ backup: NIGHTLY });
    await computer.run(MINUTE);
    computer.sleep(10 * HOUR);
    await computer.run(15 * MINUTE);
    expect(computer.begun.map(({ siteId, at }) => [computer.siteIds.indexOf(siteId), at.slice(11, 16)])).toEqual([
      [0, '10:02'],
      [1, '10:04'],
      [2, '10:06'],
      [3, '10:08'],
    ]);
  });

  it('waits until the server answers, not until the system says that it is online, and then runs', async () => {
    const computer = simulatedComputer('2026-11-02T00:00:00.000Z');
    computer.only({ backup: NIGHTLY });
    computer.state.online = true;
    computer.state.serverAnswers = false;
    await computer.run(4 * HOUR);
    expect(computer.stateOf('backup')).toEqual(['11-02T02:30 waiting server']);
    expect(computer.begun).toEqual([]);
    computer.state.serverAnswers = true;
    await computer.run(HOUR);
    expect(computer.stateOf('backup')).toEqual(['11-02T02:30 done']);
  });

  it('asks no server while the system itself says that it is offline', async () => {
    const computer = simulatedComputer('2026-11-02T00:00:00.000Z');
    computer.only({ backup: NIGHTLY, verify: NIGHTLY });
    computer.state.online = false;
    await computer.run(3 * HOUR);
    expect(computer.stateOf('backup')).toEqual(['11-02T02:30 waiting network']);
    expect(computer.state.asked).toBe(0);
    await computer.run(HOUR);
    expect(computer.stateOf('verify'), 'what needs no network goes on after an hour').toEqual(['11-02T02:30 done']);
  });

  it('does what follows after what comes first at the same site', async () => {
    const computer = simulatedComputer('2026-11-02T00:00:00.000Z');
    computer.only({ pull: NIGHTLY, push: NIGHTLY, verify: NIGHTLY, retention: NIGHTLY });
    await computer.run(MINUTE);
    computer.sleep(10 * HOUR);
    computer.state.serverAnswers = false;
    await computer.run(20 * MINUTE);
    expect(computer.begun).toEqual([]);
    computer.state.serverAnswers = true;
    await computer.run(2 * HOUR);
    expect(computer.begun.map(({ work }) => work)).toEqual(['pull', 'push', 'verify', 'retention']);
  });

  it('tries again with pauses that grow when that can help, and goes on the next night whatever happened', async () => {
    const computer = simulatedComputer('2026-11-02T00:00:00.000Z');
    computer.only({ backup: NIGHTLY });
    computer.state.jobMs = MINUTE;
    computer.state.ends = () => 'failed';
    await computer.run(DAY);
    expect(computer.begun.map(({ at }) => at.slice(11, 16))).toEqual(['02:30', '02:36', '02:52', '03:38', '05:54']);
    expect(computer.stateOf('backup')).toEqual(['11-02T02:30 failed failed']);
    computer.state.ends = () => 'succeeded';
    await computer.run(DAY);
    expect(computer.stateOf('backup')).toEqual(['11-02T02:30 failed failed', '11-03T02:30 done']);
  });

  it('never has the same work going twice: what is still at work at the next time makes that one wait', async () => {
    const computer = simulatedComputer('2026-11-02T00:00:00.000Z');
    computer.only({ backup: { kind: 'hourly', minute: 0, from: 0, until: 23, weekdays: [0, 1, 2, 3, 4, 5, 6] } });
    computer.state.jobMs = 150 * MINUTE;
    await computer.run(6 * HOUR);
    expect(computer.stateOf('backup')).toEqual([
      '11-02T01:00 done',
      '11-02T02:00 skipped replaced',
      '11-02T03:00 done',
      '11-02T04:00 skipped replaced',
      '11-02T05:00 skipped replaced',
      '11-02T06:00 running',
    ]);
  });

  it('respects the battery and a connection paid by volume as was chosen', async () => {
    const computer = simulatedComputer('2026-11-02T00:00:00.000Z');
    computer.only({ backup: NIGHTLY }, 'UTC', { onBattery: 'wait', metered: 'wait' });
    computer.state.onBattery = true;
    computer.state.metered = true;
    await computer.run(3 * HOUR);
    expect(computer.stateOf('backup')).toEqual(['11-02T02:30 waiting battery']);
    computer.state.onBattery = false;
    await computer.run(5 * MINUTE);
    expect(computer.stateOf('backup')).toEqual(['11-02T02:30 waiting metered']);
    computer.only({ backup: NIGHTLY }, 'UTC', { metered: 'run' });
    await computer.run(30 * MINUTE);
    expect(computer.stateOf('backup')).toEqual(['11-02T02:30 done']);
  });

  it('holds still while schedules are paused, and catches up once when the pause is over', async () => {
    const computer = simulatedComputer('2026-11-02T00:00:00.000Z');
    computer.only({ backup: NIGHTLY });
    computer.catalog.settings.put('schedules', {
      ...computer.catalog.settings.get('schedules'),
      pausedUntil: '2026-11-02T08:00:00.000Z',
    });
    await computer.run(7 * HOUR);
    expect(computer.stateOf('backup')).toEqual(['11-02T02:30 waiting paused']);
    await computer.run(2 * HOUR);
    expect(computer.stateOf('backup')).toEqual(['11-02T02:30 done']);
  });

  it('comes through a clock that jumped two years ahead and back without losing a night', async () => {
    const computer = simulatedComputer('2026-11-02T00:00:00.000Z');
    computer.only({ backup: NIGHTLY });
    await computer.run(DAY);
    computer.sleep(730 * DAY);
    await computer.run(HOUR);
    computer.sleep(-730 * DAY);
    await computer.run(3 * DAY, 5 * MINUTE);
    const here = computer.stateOf('backup');
    expect(here.filter((line) => line.endsWith('done'))).toEqual([
      '11-02T02:30 done',
      '11-03T02:30 done',
      '11-04T02:30 done',
      '11-05T02:30 done',
    ]);
    expect(here.every((line) => !line.includes('missed'))).toBe(true);
  });

  it('does not run the same night twice when the clock is set back by an hour', async () => {
    const computer = simulatedComputer('2026-11-02T00:00:00.000Z');
    computer.only({ backup: NIGHTLY });
    await computer.run(3 * HOUR);
    computer.sleep(-HOUR);
    await computer.run(3 * HOUR);
    expect(computer.begun).toHaveLength(1);
    expect(computer.stateOf('backup')).toEqual(['11-02T02:30 done']);
  });

  it.each([
    ['Europe/Berlin', '2026-03-28T12:00:00.000Z', ['03-29T01:00', '03-30T00:30']],
    ['Europe/Berlin', '2026-10-24T12:00:00.000Z', ['10-25T00:30', '10-26T01:30']],
    ['Australia/Lord_Howe', '2026-04-04T12:00:00.000Z', ['04-04T16:00', '04-05T16:00']],
    ['Australia/Lord_Howe', '2026-10-03T12:00:00.000Z', ['10-03T15:30', '10-04T15:30']],
  ])('runs once each night in %s when clocks change (%s)', async (zone, begin, due) => {
    const computer = simulatedComputer(begin);
    computer.only({ backup: NIGHTLY }, zone);
    await computer.run(2 * DAY, 5 * MINUTE);
    expect(computer.stateOf('backup')).toEqual(due.map((at) => `${at} done`));
  });

  it('says overdue only after 1.25 periods, not while it is still catching up, and no more when it is done', async () => {
    const computer = simulatedComputer('2026-11-02T00:00:00.000Z');
    computer.only({ backup: NIGHTLY });
    const codes = () => scheduleFindings(computer.catalog, computer.siteId, computer.state.now).map(({ code }) => code);
    await computer.run(DAY);
    computer.state.serverAnswers = false;
    await computer.run(8 * HOUR);
    expect(codes()).toEqual([]);
    await computer.run(DAY);
    expect(codes()).toEqual(['schedule-overdue']);
    computer.sleep(3 * DAY);
    await computer.run(30 * MINUTE);
    expect(codes(), 'just woken').toEqual([]);
    computer.state.serverAnswers = true;
    await computer.run(HOUR);
    expect(codes()).toEqual([]);
  });

  it('gives a new site its schedules without being asked, follows its sources, and leaves alone what the operator chose', async () => {
    const computer = simulatedComputer('2026-11-02T00:00:00.000Z');
    await computer.tick();
    const rhythmOf = (work: string) => computer.catalog.schedules.of(computer.siteId).find((each) => each.work === work)?.schedule.rhythm;
    expect(rhythmOf('backup')).toEqual({ kind: 'daily', at: '06:00' });
    expect(rhythmOf('pull')).toBeNull();
    const [source] = computer.catalog.sources.list(computer.siteId);
    if (source === undefined) throw new Error('no source');
    const adopted = {
      id: crypto.randomUUID() as typeof source.id,
      siteId: computer.siteId,
      kind: 'server-backups',
      folders: ['backups'],
      patterns: ['*.gz'],
      take: 'newest',
      zone: null,
    } as const;
    computer.catalog.sources.insert({ ...adopted, folders: [...adopted.folders], patterns: [...adopted.patterns] });
    await computer.tick();
    expect(rhythmOf('pull')).toEqual({ kind: 'daily', at: '06:30' });
    expect(rhythmOf('backup')).toEqual({ kind: 'weekly', weekday: 0, at: '06:00' });
  });
});
