import { problemOf } from '../../errors/app-error.ts';
import type { Journal } from '../../restore/engine/journal.ts';
import type { MediaWork } from '../../restore/media/media-work.ts';
import { differingFiles } from '../../restore/runbooks/differing-files.ts';
import { bypassUrlOf, wasTakenDown } from '../../restore/runbooks/maintenance-memo.ts';
import { smokeChecksOf } from '../../restore/runbooks/smoke-step.ts';
import type { RunbookSteps } from '../../restore/runbooks/runbook-steps.ts';
import type { RestoreStep } from '../../restore/step.ts';
import type { Modules } from '../modules.ts';
import { keepIncident } from './restore-journal.ts';

/** The steps around the data, which tell the restore and its incident what they did: the link that passes the page, what the look at the site found. */
export function toldSteps(modules: Modules, steps: RunbookSteps, media: readonly MediaWork[], journal: Journal): RunbookSteps {
  return {
    ...steps,
    keepEvidence: after(steps.keepEvidence, async (context) => {
      const { target, connections, job } = context;
      if (media.length === 0) return;
      const place = { serverId: target.server.id, root: target.site.root };
      try {
        const lines = await differingFiles(media, place, connections, job.signal);
        journal.tell('sign', `${lines.length === 0 ? 'No file differs' : 'Files that differ'} from the backup`, lines.join('\n'));
      } catch (error) {
        // The evidence itself is kept by now: a list more is no reason to leave a hacked site as it is.
        job.signal.throwIfAborted();
        journal.tell('problem', 'The files could not be compared with the backup.', problemOf(error).detail);
      }
    }),
    maintenanceOn: after(steps.maintenanceOn, (context) => {
      journal.change({ bypassUrl: bypassUrlOf(context.memo()) });
    }),
    smoke: after(steps.smoke, (context) => {
      const { checks } = journal.restore();
      const found = smokeChecksOf(context.memo());
      journal.change({ checks: [...checks.filter(({ label }) => !found.some((check) => check.label === label)), ...found] });
    }),
    maintenanceOff: after(steps.maintenanceOff, (context) => {
      // Up before this restore, or not to be taken down: the link past it is still wanted.
      if (!wasTakenDown(context.memo())) return;
      journal.change({ bypassUrl: null });
      const incident = modules.catalog.incidents.find(journal.restore().incidentId);
      if (incident !== null && incident.siteId === journal.restore().targetSiteId)
        keepIncident(modules, { ...incident, maintenanceSince: null, bypassUrl: null });
    }),
  };
}

function after(step: RestoreStep | null, then: (context: Parameters<RestoreStep['run']>[0]) => Promise<void> | void): RestoreStep | null {
  if (step === null) return null;
  return {
    ...step,
    async run(context) {
      const warning = await step.run(context);
      await then(context);
      return warning;
    },
  };
}
