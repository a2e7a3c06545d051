import type { PlaceTestRow } from '../../shared/model/place.ts';
import { AppError } from '../errors/app-error.ts';

/** Bytes a test writes: enough to see that they come back as they went. */
export const TEST_BYTES = 4096;

export function okRow(id: string, label: string, found: string): PlaceTestRow {
  return { id, label, found, verdict: 'ok', why: '' };
}

export function attentionRow(id: string, label: string, found: string, why: string): PlaceTestRow {
  return { id, label, found, verdict: 'attention', why };
}

export function failedRow(id: string, label: string, error: unknown, why: string): PlaceTestRow {
  return { id, label, found: said(error), verdict: 'failed', why };
}

/** Something before it failed, or this place has no such thing. */
export function notTriedRow(id: string, label: string, found: string): PlaceTestRow {
  return { id, label, found, verdict: 'not-tried', why: '' };
}

function said(error: unknown): string {
  if (error instanceof AppError) return error.detail === '' ? error.message : error.detail;
  return error instanceof Error ? error.message : String(error);
}

/** A step of a test: what it is called, why it matters, and what it does. Returns what was found. */
export interface TestStep {
  readonly id: string;
  readonly label: string;
  /** Shown when it fails. */
  readonly why: string;
  readonly run: () => Promise<string>;
}

/** Runs steps in order; after the first that fails the others are named as not tried. Throws only when the signal says so. */
export async function runSteps(steps: readonly TestStep[], signal: AbortSignal): Promise<readonly PlaceTestRow[]> {
  const rows: PlaceTestRow[] = [];
  for (const { id, label, why, run } of steps) {
    if (rows.some(({ verdict }) => verdict === 'failed')) {
      rows.push(notTriedRow(id, label, 'Not tried, because of what failed before.'));
      continue;
    }
    try {
      rows.push(okRow(id, label, await run()));
    } catch (error) {
      signal.throwIfAborted();
      rows.push(failedRow(id, label, error, why));
    }
  }
  return rows;
}
