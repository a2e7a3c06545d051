import { describe, expect, it } from 'vitest';
import { type Chores, startHousekeeping } from '../../../src/main/app/housekeeping.ts';
import { silentLogger } from '../../../src/main/support/logger.ts';

const NEVER_MS = 2 ** 30;

function rounds(changes: Partial<Chores> = {}) {
  const done: string[] = [];
  let now = new Date(2026, 10, 21, 12).getTime();
  const note = (name: string) => async () => void done.push(name);
  const chores = {
    settle: () => Promise.resolve(),
    catchUp: note('catchUp'),
    purgeBins: note('purgeBins'),
    verifyDue: note('verifyDue'),
    sweep: note('sweep'),
    takeAudit: () => Promise.resolve(),
    pruneAudit: () => Promise.resolve(),
    ...changes,
  };
  const housekeeping = startHousekeeping({ chores, clock: { now: () => now }, logger: silentLogger, everyMs: NEVER_MS });
  return { done, housekeeping, later: (hours: number) => void (now += hours * 3_600_000) };
}

describe('housekeeping', () => {
  it('looks every round for copies that are owed, and once a day re-reads and tidies up', async () => {
    const { done, housekeeping, later } = rounds();
    await housekeeping.runOnce();
    await housekeeping.runOnce();
    expect(done).toEqual(['catchUp', 'purgeBins', 'verifyDue', 'sweep', 'catchUp', 'purgeBins']);
    later(13);
    await housekeeping.runOnce();
    expect(done.slice(6)).toEqual(['catchUp', 'purgeBins', 'verifyDue', 'sweep']);
    await housekeeping.close();
  });

  it('goes on with the rest when a chore fails, and tries that one again in the next round', async () => {
    let fails = true;
    const seen: string[] = [];
    const verifyDue = async () => {
      if (fails) throw new Error('the catalog is busy');
      seen.push('verifyDue');
    };
    const { done, housekeeping } = rounds({ verifyDue });
    await housekeeping.runOnce();
    expect(done).toEqual(['catchUp', 'purgeBins', 'sweep']);
    fails = false;
    await housekeeping.runOnce();
    expect(seen).toEqual(['verifyDue']);
    await housekeeping.close();
  });

  it('never runs two rounds at once, and stops with the app', async () => {
    const gate = Promise.withResolvers<void>();
    let running = 0;
    const signals: AbortSignal[] = [];
    const catchUp = async (signal: AbortSignal) => {
      running += 1;
      signals.push(signal);
      await gate.promise;
    };
    const { done, housekeeping } = rounds({ catchUp });
    const both = [housekeeping.runOnce(), housekeeping.runOnce()];
    expect(running).toBe(1);
    const closed = housekeeping.close();
    expect(signals[0]?.aborted).toBe(true);
    gate.resolve();
    await Promise.all([...both, closed]);
    await housekeeping.runOnce();
    expect(done).toEqual([]);
    expect(running).toBe(1);
  });
});
