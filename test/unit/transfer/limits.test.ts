import { describe, expect, it } from 'vitest';
import { createTransferLimits } from '../../../src/main/transfer/limits.ts';
import { DEFAULT_TRANSFER_SETTINGS, type TransferSettings } from '../../../src/shared/model/policy.ts';
import { handClock } from './hand-clock.ts';

const never = new AbortController().signal;
const MB = 1_000_000;

function limitsWith(changes: Partial<TransferSettings>, clock = handClock()) {
  const settings = { ...DEFAULT_TRANSFER_SETTINGS, ...changes };
  return { clock, settings, limits: createTransferLimits({ settings: () => settings, clock, zone: 'UTC' }) };
}

describe('the bandwidth limit', () => {
  it('lets everything pass at once when there is none', async () => {
    const { limits, clock } = limitsWith({});
    for (let n = 0; n < 100; n += 1) await limits.take(10 * MB, never);
    expect(clock.waits).toEqual([]);
  });

  it('is kept to over time, whatever the size of the pieces', async () => {
    for (const piece of [1000, 32_768, 5 * MB]) {
      const { limits, clock } = limitsWith({ bytesPerSecond: MB });
      const start = clock.now();
      for (let sent = 0; sent < 20 * MB; sent += piece) await limits.take(piece, never);
      const seconds = (clock.now() - start) / 1000;
      expect(seconds).toBeGreaterThanOrEqual(19.5);
      expect(seconds).toBeLessThanOrEqual(20.5);
    }
  });

  it('is shared by all transfers together', async () => {
    const { limits, clock } = limitsWith({ bytesPerSecond: MB });
    const start = clock.now();
    const turns: string[] = [];
    const send = async (name: string) => {
      for (let n = 0; n < 20; n += 1) {
        await limits.take(MB / 10, never);
        turns.push(name);
      }
    };
    await Promise.all([send('one'), send('two')]);
    expect((clock.now() - start) / 1000).toBeGreaterThanOrEqual(3.5);
    // Neither waits for the end of the other.
    expect(turns.lastIndexOf('one')).toBeGreaterThan(turns.indexOf('two'));
    expect(turns.lastIndexOf('two')).toBeGreaterThan(turns.indexOf('one'));
  });

  it('does not save up for a burst while nothing moves', async () => {
    const { limits, clock } = limitsWith({ bytesPerSecond: MB });
    await limits.take(MB, never);
    clock.set(clock.now() + 3_600_000);
    const start = clock.now();
    for (let n = 0; n < 10; n += 1) await limits.take(MB, never);
    expect((clock.now() - start) / 1000).toBeGreaterThanOrEqual(9.5);
  });

  it('holds nobody up for the hours by which a clock was set back', async () => {
    const { limits, clock } = limitsWith({ bytesPerSecond: MB });
    await limits.take(MB, never);
    clock.set(clock.now() - 5 * 3_600_000);
    const start = clock.now();
    for (let n = 0; n < 10; n += 1) await limits.take(MB, never);
    const seconds = (clock.now() - start) / 1000;
    expect(seconds).toBeGreaterThanOrEqual(9.5);
    expect(seconds).toBeLessThanOrEqual(11);
  });

  it('holds up nobody who waits already when the clock is set back', async () => {
    let isSetBack = false;
    const clock = handClock(Date.parse('2026-11-21T12:00:00.000Z'), () => {
      if (isSetBack) return;
      isSetBack = true;
      clock.set(clock.now() - 5 * 3_600_000);
    });
    const { limits } = limitsWith({ bytesPerSecond: MB }, clock);
    await Promise.all([1, 2, 3].map(async () => limits.take(5 * MB, never)));
    expect(clock.waits.length).toBeLessThan(20);
  });

  it('that is lifted lets go who waits for it', async () => {
    const settings = { ...DEFAULT_TRANSFER_SETTINGS, bytesPerSecond: 1024 as number | null };
    const clock = handClock(0, () => {
      settings.bytesPerSecond = null;
    });
    const limits = createTransferLimits({ settings: () => settings, clock, zone: 'UTC' });
    await limits.take(100 * MB, never);
    expect(clock.waits).toHaveLength(1);
    expect(clock.now()).toBeLessThanOrEqual(1000);
  });

  it('ends with the reason when the work is stopped', async () => {
    const { limits } = limitsWith({ bytesPerSecond: 1024 });
    const stop = new AbortController();
    const waiting = limits.take(MB, stop.signal);
    const reason = new Error('paused');
    stop.abort(reason);
    await expect(waiting).rejects.toBe(reason);
  });
});

describe('outside of the hours for copies', () => {
  const window = { from: '22:00', until: '06:00' };

  it('work waits, says until when, and goes on when they have begun', async () => {
    const { limits, clock } = limitsWith({ window });
    expect(limits.isOpen()).toBe(false);
    const said: string[] = [];
    await limits.waitUntilOpen({ signal: never, step: (title) => void said.push(title) });
    expect(said).toEqual(['Waiting until 22:00, when copies may be moved']);
    expect(new Date(clock.now()).toISOString()).toBe('2026-11-21T22:00:00.000Z');
    expect(limits.isOpen()).toBe(true);
  });

  it('others may go ahead while work waits, and only then', async () => {
    const { limits } = limitsWith({ window });
    let aside = 0;
    const waitAside = (wait: () => Promise<void>) => {
      aside += 1;
      return wait();
    };
    await limits.waitUntilOpen({ signal: never, step: () => {}, waitAside });
    expect(limits.isOpen()).toBe(true);
    await limits.waitUntilOpen({ signal: never, step: () => {}, waitAside });
    expect(aside).toBe(1);
  });

  it('a cancel ends the waiting', async () => {
    const stop = new AbortController();
    const clock = handClock(undefined, () => stop.abort(new Error('cancelled')));
    const { limits } = limitsWith({ window }, clock);
    await expect(limits.waitUntilOpen({ signal: stop.signal, step: () => {} })).rejects.toThrow('cancelled');
    expect(clock.waits).toHaveLength(1);
  });

  it('a window that is taken away is noticed while work waits', async () => {
    const settings: { window: TransferSettings['window'] } = { window };
    const clock = handClock(undefined, () => {
      settings.window = null;
    });
    const limits = createTransferLimits({ settings: () => ({ ...DEFAULT_TRANSFER_SETTINGS, ...settings }), clock, zone: 'UTC' });
    await limits.waitUntilOpen({ signal: never, step: () => {} });
    expect(clock.waits).toHaveLength(1);
  });
});
