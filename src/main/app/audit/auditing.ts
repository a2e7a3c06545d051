import { AsyncLocalStorage } from 'node:async_hooks';
import { hostname, userInfo } from 'node:os';
import type { CallName } from '../../../shared/ipc/channels.ts';
import type { AuditActor, AuditEvent, AuditHost, AuditOutcome } from '../../../shared/model/audit.ts';
import type { SiteId } from '../../../shared/model/ids.ts';
import { isActive, type Job, type JobState } from '../../../shared/model/job.ts';
import { AUDITED } from '../../audit/audited-calls.ts';
import { type AuditLog, createAuditLog } from '../../audit/audit-log.ts';
import { brief, detailsOf } from '../../audit/details-of.ts';
import { createRepeats } from '../../audit/repeats.ts';
import type { Catalog } from '../../catalog/open-catalog.ts';
import { type Clock, instantOf } from '../../support/clock.ts';
import type { Logger } from '../../support/logger.ts';
import type { HostAbilities } from '../app.ts';
import { siteOf } from './site-of.ts';

/** The record as the app writes it: calls when they have been answered, jobs when they have ended, and what Holdfast does by itself. */
export interface Auditing {
  readonly log: AuditLog;
  /** Does `work`, the call `name`, for a person, so that the jobs it starts are theirs. */
  asPerson<T>(work: () => T): T;
  /** Does what is nobody's, although a person's work gave the occasion for it. */
  asItself<T>(work: () => T): T;
  /** What the record will say of a call; null: nothing. Asked before the work, because the work may remove what it is about. */
  beginCall(name: CallName, input: unknown): OpenEntry | null;
  /** Every change of a job. One that a call started is that person's to its end; what it starts itself as well. */
  jobChanged(job: Job): void;
  /** Done by nobody's call: emptied bins, what was found at the start. */
  own(action: string, details: AuditEvent['details'], siteId?: SiteId | null): void;
  ownEvent(action: string, details: AuditEvent['details'], siteId?: SiteId | null): AuditEvent;
}

export interface OpenEntry {
  done(value: unknown): void;
  refused(code: string): void;
}

export interface AuditingOptions {
  readonly home: string;
  readonly appVersion: string;
  readonly host: Pick<HostAbilities, 'kind'>;
  readonly catalog: Catalog;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly access: 'work' | 'read';
}

export function createAuditing({ home, appVersion, host, catalog, clock, logger, access }: AuditingOptions): Auditing {
  const log = createAuditLog({ home, catalog, clock, logger, access });
  const persons = new AsyncLocalStorage<boolean>();
  const repeats = createRepeats(clock);
  const startedByPerson = new Set<string>();
  const actor = (isPerson: boolean): AuditActor => ({
    user: userName(),
    machine: hostname(),
    appVersion,
    host: isPerson ? hostOf(host.kind) : 'scheduler',
  });
  const ownEvent: Auditing['ownEvent'] = (action, details, siteId = null) => ({
    at: instantOf(clock),
    actor: actor(false),
    action,
    effect: 'change',
    siteId,
    details,
    outcome: 'done',
    problem: null,
  });
  return {
    log,
    ownEvent,
    own: (action, details, siteId) => log.record(ownEvent(action, details, siteId)),
    asPerson: (work) => persons.run(true, work),
    asItself: (work) => persons.run(false, work),
    beginCall(name, input) {
      const audited = AUDITED[name];
      if (audited === 'none') return null;
      const details = detailsOf(audited, input);
      const siteId = siteOf(catalog, input);
      const end = (outcome: AuditOutcome, problem: string | null, made: AuditEvent['details']): void => {
        const event = { action: name, effect: audited.effect, siteId, details: { ...details, ...made }, outcome, problem } as const;
        // A screen asks again whenever something changed: that somebody looked is worth one entry, not one for each look.
        if (audited.effect === 'read' && outcome === 'done' && repeats.isRepeat(event)) return;
        log.record({ at: instantOf(clock), actor: actor(true), ...event });
      };
      return {
        done: (value) => {
          const made = madeBy(value);
          end('done', null, made === null || Object.values(details).includes(made) ? {} : { made });
        },
        refused: (code) => end('refused', code, {}),
      };
    },
    jobChanged(job) {
      if (job.state === 'queued' && persons.getStore() === true) startedByPerson.add(job.id);
      if (isActive(job.state)) return;
      const byPerson = startedByPerson.delete(job.id);
      log.record({
        at: job.endedAt ?? instantOf(clock),
        actor: actor(byPerson),
        action: `job.${job.kind}`,
        effect: 'change',
        siteId: job.siteId,
        details: {
          jobId: job.id,
          title: job.title,
          ...(job.backupId === null ? {} : { backupId: job.backupId }),
          ...(job.startedAt === null ? {} : { startedAt: job.startedAt }),
          ...(job.problem === null ? {} : { problemTitle: brief(job.problem.title) }),
        },
        outcome: outcomeOf(job.state),
        problem: job.problem?.code ?? null,
      });
    },
  };
}

function hostOf(kind: HostAbilities['kind']): AuditHost {
  switch (kind) {
    case 'desktop':
      return 'window';
    case 'browser':
    case 'terminal':
      return kind;
  }
}

function outcomeOf(state: JobState): AuditOutcome {
  switch (state) {
    case 'succeeded':
      return 'done';
    case 'queued':
    case 'running':
    case 'interrupted':
      return 'interrupted';
    case 'warning':
    case 'failed':
    case 'cancelled':
    case 'paused':
      return state;
  }
}

/** The id of what a call answered with: the new site, the queued job. */
function madeBy(value: unknown): string | null {
  return typeof value === 'object' && value !== null && 'id' in value && typeof value.id === 'string' ? value.id : null;
}

/** An account without an entry in the system's list (a container) has a number and no name. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid ${process.getuid?.() ?? '?'}`;
  }
}
