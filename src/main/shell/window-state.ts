import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Pixels, independent of the screen's scale. */
export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface WindowState {
  /** Null: the system chooses the position. */
  readonly position: { readonly x: number; readonly y: number } | null;
  readonly width: number;
  readonly height: number;
  readonly maximised: boolean;
}

/** The smallest window the screens are drawn for, and the size of the first one (design guide, section 3). */
export const MINIMUM = { width: 900, height: 600 } as const;
export const FIRST: WindowState = { position: null, width: 1280, height: 820, maximised: false };

/** So much of the title bar must be on a screen that the window can be taken hold of. */
const REACHABLE = { width: 120, height: 20 } as const;

/** What was stored, made fit for the screens there are now: a size that fits, a position that can be reached. */
export function fitWindowState(stored: unknown, workAreas: readonly Rectangle[]): WindowState {
  const state = decode(stored);
  if (state === null) return FIRST;
  const { position } = state;
  const area = position === null ? undefined : workAreas.find((candidate) => isReachable({ ...state, ...position }, candidate));
  const room = area ?? workAreas[0];
  const size = {
    width: clamp(state.width, MINIMUM.width, room?.width ?? state.width),
    height: clamp(state.height, MINIMUM.height, room?.height ?? state.height),
  };
  return { position: area === undefined ? null : position, ...size, maximised: state.maximised };
}

function isReachable(window: Rectangle, area: Rectangle): boolean {
  const overlap = Math.min(window.x + window.width, area.x + area.width) - Math.max(window.x, area.x);
  return overlap >= REACHABLE.width && window.y >= area.y && window.y + REACHABLE.height <= area.y + area.height;
}

function clamp(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(value, Math.max(low, high)));
}

function decode(stored: unknown): WindowState | null {
  if (typeof stored !== 'object' || stored === null) return null;
  const { x, y, width, height, maximised } = stored as Readonly<Record<string, unknown>>;
  if (!isPixel(width) || !isPixel(height)) return null;
  return { position: isPixel(x) && isPixel(y) ? { x, y } : null, width, height, maximised: maximised === true };
}

function isPixel(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && Math.abs(value) < 100_000;
}

/** Anything unreadable counts as "no window yet": nobody loses more than a position. */
export function readWindowState(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}

export function writeWindowState(file: string, bounds: Rectangle, maximised: boolean): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.partial`, JSON.stringify({ ...bounds, maximised }));
  renameSync(`${file}.partial`, file);
}
