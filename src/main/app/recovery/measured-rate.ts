import { dumpsOf } from '../../../shared/model/dump.ts';
import type { SiteId } from '../../../shared/model/ids.ts';
import type { Restore } from '../../../shared/model/restore.ts';
import type { StepKind } from '../../../shared/model/runbook.ts';
import type { Modules } from '../modules.ts';

interface Measured {
  readonly bytes: number;
  readonly ms: number;
}

/** Below this the fixed costs of a restore drown what its bytes cost. */
const TELLING_BYTES = 1_000_000;
const LOOK_BACK = 50;
/** Not part of the time until the site is back: a guided step waits for a person, and the backup is made when all is over. */
const NOT_COUNTED: readonly StepKind[] = ['guide', 'backup-after'];

/**
 * How fast data came back before, in bytes of compressed data a second: in restores of this site, else in all restores and drills, else how fast copies travel.
 * Null: nothing large enough was measured.
 */
export function measuredRate({ catalog }: Pick<Modules, 'catalog'>, siteId: SiteId): number | null {
  const restoresOf = (of: SiteId | null): readonly Measured[] =>
    catalog.restores
      .list({ siteId: of, incidentId: null, limit: LOOK_BACK })
      .filter(({ state }) => state === 'done' || state === 'undone')
      .map((restore) => ({ bytes: restore.plan.bytesToSend, ms: timeOf(restore) }));
  const drills = (): readonly Measured[] =>
    catalog.drills
      .list({ siteId: null, limit: LOOK_BACK })
      .filter(({ outcome }) => outcome === 'passed')
      .map(({ backupId, restoreMs }) => ({ bytes: dumpBytes(catalog.backups.find(backupId)), ms: restoreMs ?? 0 }));
  return rateOf(restoresOf(siteId)) ?? rateOf([...restoresOf(null), ...drills()]) ?? transferRate(catalog.jobs);
}

function rateOf(measured: readonly Measured[]): number | null {
  const telling = measured.filter(({ bytes, ms }) => bytes >= TELLING_BYTES && ms > 0);
  const ms = telling.reduce((sum, each) => sum + each.ms, 0);
  return ms === 0 ? null : (telling.reduce((sum, { bytes }) => sum + bytes, 0) / ms) * 1000;
}

function timeOf({ plan, steps }: Restore): number {
  const kinds = new Map(plan.steps.map(({ id, kind }) => [id, kind]));
  return steps.reduce((sum, { id, startedAt, endedAt }) => {
    const kind = kinds.get(id);
    if (startedAt === null || endedAt === null || kind === undefined || NOT_COUNTED.includes(kind)) return sum;
    return sum + Math.max(0, Date.parse(endedAt) - Date.parse(startedAt));
  }, 0);
}

function dumpBytes(backup: ReturnType<Modules['catalog']['backups']['find']>): number {
  return dumpsOf(backup?.artifacts ?? []).reduce((sum, { bytes }) => sum + bytes, 0);
}

function transferRate(jobs: Modules['catalog']['jobs']): number | null {
  const rates = jobs
    .list({ limit: 200 })
    .filter(({ kind, state }) => (kind === 'copy' || kind === 'adopt' || kind === 'heal') && state === 'succeeded')
    .flatMap(({ progress }) => (progress?.bytesPerSecond ?? 0) || [])
    .toSorted((a, b) => a - b);
  return rates[Math.floor(rates.length / 2)] ?? null;
}
