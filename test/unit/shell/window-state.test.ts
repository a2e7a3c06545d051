import { describe, expect, test } from 'vitest';
import { FIRST, fitWindowState } from '../../../src/main/shell/window-state.ts';

const LAPTOP = { x: 0, y: 25, width: 1440, height: 875 };
const RIGHT_OF_IT = { x: 1440, y: 0, width: 1920, height: 1080 };

describe('the stored window', () => {
  test('comes back where it was', () => {
    const stored = { x: 1500, y: 40, width: 1300, height: 900, maximised: true };
    expect(fitWindowState(stored, [LAPTOP, RIGHT_OF_IT])).toEqual({
      position: { x: 1500, y: 40 },
      width: 1300,
      height: 900,
      maximised: true,
    });
  });

  test('is placed by the system when its screen is gone', () => {
    const stored = { x: 1500, y: 40, width: 1300, height: 860, maximised: false };
    expect(fitWindowState(stored, [LAPTOP])).toEqual({ position: null, width: 1300, height: 860, maximised: false });
  });

  test('never comes back with its title bar out of reach', () => {
    const positions = [
      [-1250, 100],
      [1400, 100],
      [100, 890],
      [100, -30],
    ] as const;
    const fitted = positions.map(([x, y]) => fitWindowState({ x, y, width: 1280, height: 820 }, [LAPTOP]).position);
    expect(fitted).toEqual([null, null, null, null]);
  });

  test('fits the screen and the smallest size the screens are drawn for', () => {
    expect(fitWindowState({ x: 0, y: 25, width: 5000, height: 4000 }, [LAPTOP])).toMatchObject({ width: 1440, height: 875 });
    expect(fitWindowState({ x: 0, y: 25, width: 300, height: 200 }, [LAPTOP])).toMatchObject({ width: 900, height: 600 });
    expect(fitWindowState({ x: 0, y: 0, width: 1280, height: 820 }, [{ x: 0, y: 0, width: 800, height: 500 }])).toMatchObject({
      width: 900,
      height: 600,
    });
  });

  test('is the first one again when what was stored makes no sense', () => {
    for (const stored of [
      null,
      'x',
      7,
      [],
      {},
      { width: 'wide', height: 700 },
      { width: 1000.5, height: 700 },
      { width: Number.NaN, height: 1e9 },
    ]) {
      expect(fitWindowState(stored, [LAPTOP])).toEqual(FIRST);
    }
    expect(fitWindowState({ x: 'left', y: 0, width: 1000, height: 700 }, [LAPTOP])).toEqual({
      position: null,
      width: 1000,
      height: 700,
      maximised: false,
    });
  });
});
