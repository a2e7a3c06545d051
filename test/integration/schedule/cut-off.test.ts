import { describe, expect, it } from 'vitest';
import { HOUR, MINUTE, simulatedComputer } from './simulated-computer.ts';

const NIGHTLY = { kind: 'daily', at: '02:30' } as const;

describe('work that could not begin', () => {
  it('is begun again where Holdfast was killed between the slot and its job, and does not count as done', async () => {
    const computer = simulatedComputer('2026-11-02T00:00:00.000Z');
    computer.only({ backup: NIGHTLY });
    await computer.run(2 * HOUR + 31 * MINUTE);
    const [slot] = computer.slots('backup');
    computer.begun.length = 0;
    computer.jobs.clear();
    computer.catalog.slots.put({ ...slot!, jobIds: [] });
    await computer.killFor(MINUTE);
    expect(computer.catalog.slots.lastDoneAt(computer.siteId, 'backup', '9999-01-01T00:00:00.000Z')).toBeNull();
    await computer.run(HOUR);
    expect(computer.begun).toHaveLength(1);
    expect(computer.stateOf('backup')).toEqual(['11-02T02:30 done']);
  });

  it('does not keep a command waiting that does what is due, when its place is not there', async () => {
    const computer = simulatedComputer('2026-11-02T00:00:00.000Z');
    computer.only({ backup: NIGHTLY });
    computer.state.launched = { kind: 'wait', reason: 'place', text: 'The drive is not there.' };
    computer.sleep(3 * HOUR);
    const slots = await computer.scheduler().runDue(null, AbortSignal.timeout(5_000));
    expect(slots.map(({ state, reason }) => `${state} ${reason}`)).toEqual(['waiting place']);
  });
});

describe('work that takes Holdfast down with it', () => {
  it('is begun again once, then has failed with the reason, and is due as ever the next night', async () => {
    const computer = simulatedComputer('2026-11-02T00:00:00.000Z');
    computer.only({ backup: NIGHTLY });
    await computer.run(2 * HOUR + 31 * MINUTE);
    for (let crash = 0; crash < 5; crash += 1) {
      await computer.killFor(MINUTE);
      await computer.run(5 * MINUTE);
    }
    expect(computer.begun).toHaveLength(2);
    const [slot] = computer.slots('backup');
    expect(slot).toMatchObject({ state: 'failed', reason: 'failed', text: expect.stringContaining('Holdfast ended 2 times while it ran') });
    expect(slot?.settledAt).not.toBeNull();
    expect(computer.catalog.schedules.of(computer.siteId).find(({ work }) => work === 'backup')?.schedule.rhythm).toEqual(NIGHTLY);
    await computer.run(26 * HOUR);
    expect(computer.stateOf('backup')).toEqual(['11-02T02:30 failed failed', '11-03T02:30 done']);
  });

  it('is not given up because somebody closes Holdfast again and again', async () => {
    const computer = simulatedComputer('2026-11-02T00:00:00.000Z');
    computer.only({ backup: NIGHTLY });
    await computer.run(2 * HOUR + 31 * MINUTE);
    for (let evening = 0; evening < 4; evening += 1) await computer.closeFor(MINUTE);
    expect(computer.begun).toHaveLength(5);
    await computer.run(HOUR);
    expect(computer.stateOf('backup')).toEqual(['11-02T02:30 done']);
  });
});

describe('a schedule that was set while the clock ran years ahead', () => {
  it('runs from the moment the clock is right again', async () => {
    const computer = simulatedComputer('2026-11-02T00:00:00.000Z');
    await computer.run(MINUTE);
    const really = computer.state.now;
    computer.state.now += 900 * 24 * HOUR;
    computer.only({ backup: NIGHTLY });
    await computer.run(MINUTE);
    computer.state.now = really;
    await computer.run(26 * HOUR);
    expect(computer.stateOf('backup').filter((slot) => slot.startsWith('11-02'))).toEqual(['11-02T02:30 done']);
  });
});

describe('work that is done by hand where the site has no rhythm for it', () => {
  it('is recorded as failed with its reason, not as switched off before it began', async () => {
    const computer = simulatedComputer('2026-11-02T00:00:00.000Z');
    computer.only({});
    computer.state.ends = () => 'failed';
    await computer.scheduler().runNow(computer.siteId, 'backup');
    await computer.run(HOUR);
    expect(computer.slots('backup')).toMatchObject([
      { state: 'failed', reason: 'failed', text: 'Not tried again: it has no rhythm. The connection was lost', attempts: 1 },
    ]);
  });
});
