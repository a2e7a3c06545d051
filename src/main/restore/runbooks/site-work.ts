import type { RestoreId } from '../../../shared/model/ids.ts';
import type { RunbookId } from '../../../shared/model/runbook.ts';
import type { Site } from '../../../shared/model/site.ts';
import type { SiteRecovery } from '../../../shared/model/site-recovery.ts';
import type { Situation } from '../../../shared/model/situation.ts';
import type { Pause } from '../../servers/ssh/lasting-line.ts';
import type { SitePrograms } from './find-programs.ts';

/** The site around the data that is restored: all that the steps of its runbook need, made anew from the journal after a restart. */
export interface SiteWork {
  readonly restoreId: RestoreId;
  /** The site that is written to. */
  readonly site: Site;
  readonly recovery: SiteRecovery;
  readonly runbook: RunbookId;
  /** The site shows its maintenance page while it is switched. */
  readonly maintenance: boolean;
  /** Migrations are run, not only shown. */
  readonly migrate: boolean;
  /**
   * The maintenance page was put up for this incident before the restore began (`setMaintenance`), with its bypass link. The restore brings the site back
   * at its end; undone half way, the page stays up as it was. Null: it was not.
   */
  readonly paused: { readonly bypassUrl: string | null } | null;
  /** Absolute folder on this computer that evidence is written below, in a private folder of its own. */
  readonly evidenceFolder: string;
  /** Null: not known; then evidence of the last seven days is kept. */
  readonly situation: Pick<Situation, 'noticedAt' | 'firstSignAt' | 'marginHours'> | null;
  /** As they were found when the plan was made, for the commands it shows; the steps find them anew. Null: not looked for. */
  readonly programs: Pick<SitePrograms, 'php' | 'python'> | null;
  /** Milliseconds that one look for evidence may take; default: five minutes. */
  readonly lookMs?: number;
  /** Between attempts on a lost line; default: the real one. */
  readonly pause?: Pause;
}
