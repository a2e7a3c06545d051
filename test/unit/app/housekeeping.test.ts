import { describe, expect, it } from 'vitest';
import { type Chore, NOT_YET, startHousekeeping } from '../../../src/main/app/housekeeping.ts';
import { silentLogger } from '../../../src/main/support/logger.ts';

const NEVER_MS = 2 ** 30;

function rounds(changes: Readonly<Record<string, Chore['run']>> = {}) {
  const done: string[] = [];
  let now = new Date(2026, 10, 21, 12).getTime();
  const chore = (name: string, every: Chore['every']): Chore => ({
    name,
    every,
    run: changes[name] ?? (() => Promise.resolve(done.push(name))),
  });
  const chores = [chore('sweep', 'day'), chore('catch-up', 'round'), chore('purge-bins', 'round'), chore('prune-audit', 'day')];
  const housekeeping = startHousekeeping({ chores, clock: { now: () => now }, logger: silentLogger, everyMs: NEVER_MS });
  return { done, housekeeping, later: (hours: number) => void (now += hours * 3_600_000) };
}

describe('housekeeping', () => {
  it('looks every round for copies that are owed, and once a day tidies up', async () => {
    const { done, housekeeping, later } = rounds();
    await housekeeping.runOnce();
    await housekeeping.runOnce();
    expect(done).toEqual(['catch-up', 'purge-bins', 'sweep', 'prune-audit', 'catch-up', 'purge-bins']);
    later(13);
    await housekeeping.runOnce();
    expect(done.slice(6)).toEqual(['catch-up', 'purge-bins', 'sweep', 'prune-audit']);
    await housekeeping.close();
  });

  it('goes on with the rest when a chore fails, and tries that one again in the next round', async () => {
    let fails = true;
    const seen: string[] = [];
    const sweep = async () => {
      if (fails) throw new Error('the catalog is busy');
      seen.push('sweep');
    };
    const { done, housekeeping } = rounds({ sweep });
    await housekeeping.runOnce();
    expect(done).toEqual(['catch-up', 'purge-bins', 'prune-audit']);
    fails = false;
    await housekeeping.runOnce();
    expect(seen).toEqual(['sweep']);
    await housekeeping.close();
  });

  it('asks again at the next round what waits until the time is trusted, and then on the next day', async () => {
    let isTrusted = false;
    let asked = 0;
    const prune = async () => {
      asked += 1;
      return isTrusted ? 'done' : NOT_YET;
    };
    const { housekeeping } = rounds({ 'prune-audit': prune });
    for (let round = 0; round < 3; round += 1) await housekeeping.runOnce();
    expect(asked).toBe(3);
    isTrusted = true;
    for (let round = 0; round < 3; round += 1) await housekeeping.runOnce();
    expect(asked).toBe(4);
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
    const { done, housekeeping } = rounds({ 'catch-up': catchUp });
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
