import type { Incident, IncidentEvent } from '../../../src/shared/model/incident.ts';
import type { Job } from '../../../src/shared/model/job.ts';
import type { Restore } from '../../../src/shared/model/restore.ts';
import { incidentId, restoreId, siteId } from './ids.ts';
import { UNREACHABLE, ago, makeJob } from './models.ts';
import { problem } from './problems.ts';
import type { RecoveryFacts } from './recovery.ts';
import { makeDrill, makeIncident, makeSituation, makeTasks } from './recovery.ts';
import { MARKET, makeChoice, makeDoneRestore, makeRestore } from './restores.ts';
import type { World } from './world.ts';
import { fleetWorld } from './world.ts';

/** The address of the recovery of the worlds below. */
export const RECOVERY = `#/restore/${incidentId(1)}`;

/** An incident of aurora-market was just opened; nothing is answered. */
export function recoveryWorld(incident: Partial<Incident> = {}, facts: Partial<RecoveryFacts> = {}): World {
  const world = fleetWorld();
  world.recovery = { ...world.recovery, incidents: [makeIncident(1, incident)], ...facts };
  return world;
}

/** The question is answered: the site was hacked. */
export function answeredWorld(facts: Partial<RecoveryFacts> = {}): World {
  return recoveryWorld({ situation: makeSituation() }, facts);
}

/** A backup is chosen, no plan is kept. */
export function chosenWorld(facts: Partial<RecoveryFacts> = {}): World {
  return recoveryWorld({ situation: makeSituation(), choice: makeChoice() }, facts);
}

/** A plan was made and not run. */
export function plannedWorld(change: Partial<Restore> = {}): World {
  const planned = makeRestore(0, { state: 'planned', confirmedAt: null, ...change });
  return restoreWorld(planned);
}

export function restoreWorld(restore: Restore, incident: Partial<Incident> = {}): World {
  return recoveryWorld(
    { situation: makeSituation(), choice: restore.plan.choice, restoreId: restoreId(1), ...incident },
    { restores: [restore] },
  );
}

export const RESTORE_JOB: Job = makeJob(80, MARKET, {
  kind: 'restore',
  title: 'Restore aurora-market',
  state: 'running',
  createdAt: ago(0.1),
  startedAt: ago(0.1),
  endedAt: null,
  progress: {
    step: 'Importing into aurora_shop__hf_r1: order_items',
    doneBytes: 135_900_000,
    totalBytes: 212_400_000,
    bytesPerSecond: 1_900_000,
    remainingMs: 40_000,
  },
});

/** The third of nine steps runs: an import beside the live database. */
export function runningWorld(change: Partial<Restore> = {}): World {
  const world = restoreWorld(makeRestore(3, { jobId: RESTORE_JOB.id, ...change }));
  return {
    ...world,
    jobs: [RESTORE_JOB, ...world.jobs],
    logs: { ...world.logs, [RESTORE_JOB.id]: '2026-11-20T08:36:42.000Z create database aurora_shop__hf_r1' },
  };
}

/** It is done; tasks are left, rows are kept aside, undo is armed. */
export function caredWorld(change: Partial<Restore> = {}): World {
  return restoreWorld(makeDoneRestore(change), { tasks: makeTasks() });
}

/** The done restore as the journal tells it, with two older incidents on record. */
export function recordWorld(change: Partial<Incident> = {}): World {
  const world = restoreWorld(makeDoneRestore(), {
    tasks: makeTasks(),
    timeline: makeTimeline(),
    note: 'Ada called the host at 10:05.',
    ...change,
  });
  const older = [
    makeIncident(2, {
      number: '2026-09-02-1',
      openedAt: ago(1_900),
      closedAt: ago(1_890),
      situation: makeSituation({ branch: 'update-failed' }),
    }),
    makeIncident(3, {
      number: '2026-06-11-1',
      siteId: siteId(1),
      siteName: 'saltmarsh-clinic',
      openedAt: ago(3_900),
      closedAt: ago(3_880),
    }),
  ];
  world.recovery = { ...world.recovery, incidents: [...world.recovery.incidents, ...older] };
  return world;
}

/** Drills that passed, one that failed and one that was aborted; conditions and goals are set. */
export function drillsWorld(facts: Partial<RecoveryFacts> = {}): World {
  const world = fleetWorld();
  const [fresh] = makeDrill(1).assertions;
  const failed = makeDrill(2, {
    outcome: 'failed',
    problem: problem('drill.failed', 'The restored data is not what was backed up'),
    databases: [
      {
        database: 'aurora_shop',
        tables: 63,
        rows: 1_898_211,
        differences: ['vouchers is missing', 'orders has 18,004 rows, expected 18,173'],
      },
    ],
    assertions: fresh === undefined ? [] : [{ ...fresh, found: '31.2 h', ok: false }],
  });
  const aborted = makeDrill(3, {
    outcome: 'aborted',
    restoreMs: null,
    databases: [],
    assertions: [],
    media: null,
    phases: [],
    problem: UNREACHABLE,
  });
  world.recovery = {
    ...world.recovery,
    drills: [makeDrill(1), failed, aborted, makeDrill(4), makeDrill(5)],
    settings: { ...world.recovery.settings, rtoGoalMinutes: 12, rpoGoalMinutes: 1440 },
    status: {
      ...world.recovery.status,
      lastPassedAt: ago(20),
      dueAt: ago(-700),
      settings: {
        ...world.recovery.status.settings,
        assertions: [
          {
            title: 'Newest order younger than 26 h',
            database: null,
            sql: 'SELECT MAX(created_at) FROM orders',
            comparison: 'age-below',
            expected: '26',
          },
          {
            title: 'An administrator exists',
            database: 'aurora_shop',
            sql: 'SELECT COUNT(*) FROM users WHERE is_admin = 1',
            comparison: 'above',
            expected: '0',
          },
        ],
      },
    },
    ...facts,
  };
  return world;
}

/** The site has commands, addresses, a statement and goals of its own. */
export function settingsWorld(): World {
  const world = fleetWorld();
  world.recovery = {
    ...world.recovery,
    settings: {
      commands: { 'stop-workers': 'supervisorctl stop shop:*', 'clear-caches': '' },
      smokeUrls: ['https://aurora-market.example/', 'https://aurora-market.example/products'],
      smokeSql: ['SELECT COUNT(*) FROM users WHERE is_admin = 1'],
      rpoGoalMinutes: 1440,
      rtoGoalMinutes: 45,
    },
  };
  return world;
}

function makeTimeline(): IncidentEvent[] {
  const event = (at: number, kind: IncidentEvent['kind'], text: string, detail = ''): IncidentEvent => ({
    at: ago(at),
    kind,
    text,
    detail,
  });
  return [
    event(0.2, 'note', 'Incident opened.'),
    event(15, 'sign', 'new admin account, users.id 4411, made outside the admin panel'),
    event(0.19, 'decision', 'The site was hacked.', 'First sign Thu 19 Nov 18:41, margin 12 h.'),
    event(
      0.18,
      'command',
      'Maintenance page put up',
      'php artisan down --retry=60 --secret=…\n   INFO  Application is now in maintenance mode.',
    ),
    event(0.15, 'decision', 'Backup of Thu 19 Nov 07:41 chosen, as proposed.'),
    event(0.1, 'decision', 'The restore was confirmed by the name of the site.'),
    event(0.08, 'problem', 'The connection was lost for 12 s and came back.'),
    event(0.02, 'step', 'The site is back.', 'aurora_shop: 64 tables, 1,902,418 rows'),
  ];
}
