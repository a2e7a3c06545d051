import { DEFAULT_DRILL_SETTINGS } from '../../../src/shared/model/drill.ts';
import type { Job } from '../../../src/shared/model/job.ts';
import type { Answers } from '../fake-bridge.ts';
import { unknown } from './problems.ts';

type Names = Extract<keyof Answers, `incident.${string}` | `drill.${string}`>;

/** A world without incidents and drills: no screen asks for them yet, the command line does. */
export function recoveryAnswers(newJob: (change: Partial<Job>) => Job): Pick<Answers, Names> {
  const noIncident = () => unknown('incident.not-found', 'This incident is not in the catalog');
  const noDrill = () => unknown('drill.not-found', 'This drill is not in the catalog');
  const status = () => ({ settings: DEFAULT_DRILL_SETTINGS, drills: [], lastPassedAt: null, dueAt: null, localServer: 'MariaDB 10.11.14' });
  return {
    'incident.open': noIncident,
    'incident.list': () => [],
    'incident.get': noIncident,
    'incident.note': noIncident,
    'incident.set-task': noIncident,
    'incident.add-task': noIncident,
    'incident.close': noIncident,
    'incident.report': noIncident,
    'incident.save-report': noIncident,
    'drill.status': status,
    'drill.set-settings': ({ settings }) => ({ ...status(), settings }),
    'drill.set-target-password': () => {},
    'drill.start': ({ siteId }) => newJob({ kind: 'drill', title: 'Drill', siteId }),
    'drill.list': () => [],
    'drill.report': noDrill,
    'drill.save-report': noDrill,
  };
}
