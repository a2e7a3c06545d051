import { BackupId, DrillId, JobId, SiteId } from '../../../../src/shared/model/ids.ts';
import type { ScoreFacts } from '../../../../src/main/health/score/score-facts.ts';
import { hoursBefore, NOON } from '../../model-samples.ts';

export const SITE = SiteId.parse('00000000-0000-4000-8000-000000000001');
export const BACKUP = BackupId.parse('00000000-0000-4000-8000-000000000002');
export const JOB = JobId.parse('00000000-0000-4000-8000-000000000003');
export const DRILL = DrillId.parse('00000000-0000-4000-8000-000000000004');

/** Everything is as it should be: 100 points and no cap. */
export function perfect(changes: Partial<ScoreFacts> = {}): ScoreFacts {
  return {
    now: Date.parse(NOON),
    siteId: SITE,
    newestId: BACKUP,
    newestGoodAt: hoursBefore(7),
    backups: 30,
    unproved: { count: 0, newestId: null },
    recoveryPoints: 7,
    varieties: ['full', 'media'],
    dumps: { count: 30, plain: 0, plainId: null },
    attempts: { recent: { ended: 7, failed: 0 }, before: { ended: 21, failed: 0 }, newestFailedId: null },
    reading: 'both',
    offsite: { held: true, text: 'This computer.', action: 'copy' },
    lastPassedDrill: { id: DRILL, startedAt: hoursBefore(24 * 10) },
    backUp: 'back-up',
    ...changes,
  };
}
