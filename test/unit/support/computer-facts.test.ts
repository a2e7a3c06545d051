import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { meteredIn, onBatteryBy } from '../../../src/main/support/computer-facts.ts';

function supplies(all: Readonly<Record<string, Readonly<Record<string, string>>>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-power-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, files] of Object.entries(all)) {
    mkdirSync(join(folder, name));
    for (const [file, word] of Object.entries(files)) writeFileSync(join(folder, name, file), `${word}\n`);
  }
  return folder;
}

it('knows a laptop on its battery, one on mains, and a desktop whose mouse has a battery', async () => {
  const battery = { type: 'Battery' };
  expect(await onBatteryBy(supplies({ BAT0: battery, AC: { type: 'Mains', online: '0' } }))).toBe(true);
  expect(await onBatteryBy(supplies({ BAT0: battery, AC: { type: 'Mains', online: '1' } }))).toBe(false);
  expect(await onBatteryBy(supplies({ mouse: { ...battery, scope: 'Device' } }))).toBeNull();
  expect(await onBatteryBy('/nowhere')).toBeNull();
});

it('reads of the connection in use alone whether it is paid by volume', () => {
  const device = (state: string, metered: string): string => `GENERAL.STATE:${state}\nGENERAL.METERED:${metered}\n`;
  expect(meteredIn(device('100 (connected)', 'yes (guessed)'))).toBe(true);
  expect(meteredIn(`${device('30 (disconnected)', 'yes')}\n${device('100 (connected)', 'no')}`)).toBe(false);
  expect(meteredIn(device('100 (connected)', 'unknown'))).toBeNull();
});
