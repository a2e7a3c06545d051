import { filesOf } from '../../../shared/model/artifact.ts';
import type { DrillId } from '../../../shared/model/ids.ts';
import type { DrillReportFacts } from '../../drills/drill-report.ts';
import { AppError } from '../../errors/app-error.ts';
import { instantOf } from '../../support/clock.ts';
import type { Modules } from '../modules.ts';

/** Drills before the one of the report: two years of monthly ones. */
const HISTORY = 24;

/** Throws `drill.not-found`. */
export function drillEvidence(
  { catalog, clock, appVersion }: Pick<Modules, 'catalog' | 'clock' | 'appVersion'>,
  id: DrillId,
): DrillReportFacts {
  const drill = catalog.drills.find(id);
  if (drill === null) throw new AppError('drill.not-found', { detail: id });
  const backup = catalog.backups.find(drill.backupId);
  return {
    drill,
    history: catalog.drills.list({ siteId: drill.siteId, limit: HISTORY }),
    files: backup?.artifacts.flatMap(filesOf) ?? [],
    rtoGoalMinutes: catalog.siteRecoveries.of(drill.siteId).rtoGoalMinutes,
    writtenAt: instantOf(clock),
    appVersion,
  };
}
