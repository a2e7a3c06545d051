import type { Incident } from '../../../src/shared/model/incident.ts';
import type { Job } from '../../../src/shared/model/job.ts';
import type { Restore } from '../../../src/shared/model/restore.ts';
import { incidentId, restoreId } from './ids.ts';
import { ago, makeJob } from './models.ts';
import type { RecoveryFacts } from './recovery.ts';
import { makeIncident, makeSituation, makeTasks } from './recovery.ts';
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
