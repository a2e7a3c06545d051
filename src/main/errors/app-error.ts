import type { Problem } from '../../shared/model/problem.ts';
import { adoptionProblems } from './problems/adoption.ts';
import { anomalyProblems } from './problems/anomalies.ts';
import { alertProblems } from './problems/alerts.ts';
import { appProblems } from './problems/app.ts';
import { archiveProblems } from './problems/archive.ts';
import { captureProblems } from './problems/capture.ts';
import { checklistProblems } from './problems/checklist.ts';
import { cronProblems } from './problems/cron.ts';
import { drillProblems } from './problems/drills.ts';
import { restoreImportProblems } from './problems/import.ts';
import { mediaRestoreProblems } from './problems/media-restore.ts';
import { mediaProblems } from './problems/media.ts';
import { placeProblems } from './problems/places.ts';
import { recoveryProblems } from './problems/recovery.ts';
import { restoreRowsProblems } from './problems/restore-rows.ts';
import { restoreRunbookProblems } from './problems/restore-runbooks.ts';
import { restoreSwapProblems } from './problems/restore-swap.ts';
import { restoreTablesProblems } from './problems/restore-tables.ts';
import { retentionProblems } from './problems/retention.ts';
import { sealingProblems } from './problems/sealing.ts';
import { serverProblems } from './problems/servers.ts';
import { siteProblems } from './problems/sites.ts';
import { transferProblems } from './problems/transfer.ts';

/** One row per failure an operator can meet. The code is the stable key: tests, logs, docs and alerts use it. */
export const CATALOGUE = {
  ...serverProblems,
  ...siteProblems,
  ...captureProblems,
  ...mediaProblems,
  ...archiveProblems,
  ...adoptionProblems,
  ...sealingProblems,
  ...placeProblems,
  ...transferProblems,
  ...retentionProblems,
  ...anomalyProblems,
  ...restoreImportProblems,
  ...mediaRestoreProblems,
  ...restoreRowsProblems,
  ...restoreSwapProblems,
  ...restoreTablesProblems,
  ...recoveryProblems,
  ...restoreRunbookProblems,
  ...drillProblems,
  ...cronProblems,
  ...checklistProblems,
  ...alertProblems,
  ...appProblems,
} as const;

export type ErrorCode = keyof typeof CATALOGUE;

/** A failure the operator can act on. `detail` carries the tool's own words or the exact difference, never a secret. */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly code: ErrorCode;
  readonly detail: string;

  constructor(code: ErrorCode, options?: { readonly detail?: string; readonly cause?: unknown }) {
    const detail = options?.detail ?? '';
    super(detail === '' ? CATALOGUE[code].title : `${CATALOGUE[code].title}: ${detail}`, { cause: options?.cause });
    this.code = code;
    this.detail = detail;
  }

  toProblem(): Problem {
    return { code: this.code, ...CATALOGUE[this.code], detail: this.detail };
  }
}

/** Any failure as the operator sees it. What is not an AppError is a bug and says so. */
export function problemOf(error: unknown): Problem {
  if (error instanceof AppError) return error.toProblem();
  const detail = error instanceof Error ? error.message : String(error);
  return new AppError('unexpected', { detail, cause: error }).toProblem();
}
