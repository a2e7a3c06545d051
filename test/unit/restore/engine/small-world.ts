import type { Restore, RunStep } from '../../../../src/shared/model/restore.ts';
import type { PlanStep } from '../../../../src/shared/model/runbook.ts';
import type { JobContext } from '../../../../src/main/jobs/job-context.ts';
import { goingOf, settlementOf } from '../../../../src/main/restore/engine/going.ts';
import type { Journal } from '../../../../src/main/restore/engine/journal.ts';
import { rollBack, runRestore } from '../../../../src/main/restore/engine/run-restore.ts';
import type { EngineTools } from '../../../../src/main/restore/engine/step-runner.ts';
import { undoRestore } from '../../../../src/main/restore/engine/undo-restore.ts';
import type { RestoreStep, RestoreTarget } from '../../../../src/main/restore/step.ts';
import { systemClock } from '../../../../src/main/support/clock.ts';
import { sampleIncident, sampleRestore } from '../../incidents/incident-samples.ts';

/** The process is gone: nothing that comes after it happens. */
export class Killed extends Error {}

/** A site with a page that can be up or down, two databases, and room beside them. */
export interface Site {
  page: 'site' | 'maintenance';
  shop: 'old' | 'new';
  blog: 'old' | 'new';
  aside: string[];
}

export type Fault = { readonly at: number; readonly how: 'throw' | 'cancel' | 'kill' };

const STEPS = [
  ['import', 'import', false],
  ['compare', 'compare', false],
  ['maintenance-on', 'maintenance-on', true],
  ['last-rows', 'last-rows', false],
  ['switch:shop', 'switch', true],
  ['switch:blog', 'switch', true],
  ['clear-caches', 'clear-caches', true],
  ['maintenance-off', 'maintenance-off', true],
] as const;

const plan = ([id, kind, touchesLive]: (typeof STEPS)[number]): PlanStep => ({
  id,
  kind,
  title: id,
  commands: [],
  changes: '',
  undo: '',
  touchesLive,
  estimatedMs: null,
});

/** What lies on disk, and one process after another that works on it. Each change is an operation that a fault can strike, before it and after it. */
export class World {
  readonly site: Site = { page: 'site', shop: 'old', blog: 'old', aside: [] };
  restore: Restore;
  readonly memos = new Map<string, string>();
  /** Operations since the process began. */
  operations = 0;
  isDead = false;
  fault: Fault | null = null;
  cancel = new AbortController();

  constructor() {
    const sample = sampleRestore(sampleIncident());
    const waiting = STEPS.map(([id]): RunStep => ({ id, state: 'waiting', startedAt: null, endedAt: null, output: '', problem: null }));
    this.restore = {
      ...sample,
      state: 'planned',
      liveTouched: false,
      plan: { ...sample.plan, steps: STEPS.map(plan) },
      steps: waiting,
      endedAt: null,
    };
  }

  begin(fault: Fault | null): void {
    this.operations = 0;
    this.isDead = false;
    this.fault = fault;
    this.cancel = new AbortController();
  }

  private operate(change: () => void, mayThrow: boolean): void {
    if (this.isDead) throw new Killed();
    const strikes = this.fault !== null && this.operations === this.fault.at;
    this.operations += 1;
    if (strikes && this.fault?.how === 'kill') {
      this.isDead = true;
      throw new Killed();
    }
    if (strikes && this.fault?.how === 'cancel') this.cancel.abort();
    if (strikes && this.fault?.how === 'throw' && mayThrow) throw new Error('the server said no');
    change();
  }

  get journal(): Journal {
    return {
      restore: () => this.restore,
      change: (change) => this.operate(() => (this.restore = { ...this.restore, ...change }), false),
      changeStep: (stepId, change) =>
        this.operate(() => {
          const steps = this.restore.steps.map((step) => (step.id === stepId ? { ...step, ...change } : step));
          this.restore = { ...this.restore, steps };
        }, false),
      memoOf: (stepId) => JSON.parse(this.memos.get(stepId) ?? 'null') as unknown,
      keepMemo: (stepId, memo) => this.operate(() => this.memos.set(stepId, JSON.stringify(memo)), false),
      tell: () => this.operate(() => {}, false),
    };
  }

  get tools(): EngineTools {
    return {
      journal: this.journal,
      target: {} as RestoreTarget,
      connections: {} as EngineTools['connections'],
      secrets: {} as EngineTools['secrets'],
      clock: systemClock,
      confirmTarget: () => Promise.resolve(),
    };
  }

  get job(): JobContext {
    return { jobId: 'job', signal: this.cancel.signal, step: () => {}, advance: () => {}, log: () => {} };
  }

  get steps(): readonly RestoreStep[] {
    const { site } = this;
    const does = (run: () => void, undo?: () => void): Pick<RestoreStep, 'run' | 'undo'> => ({
      run: () => this.act(run),
      ...(undo === undefined ? {} : { undo: () => this.act(undo) }),
    });
    const acts: Record<(typeof STEPS)[number][0], Pick<RestoreStep, 'run' | 'undo'>> = {
      import: does(
        () => (site.aside = ['shop', 'blog']),
        () => (site.aside = []),
      ),
      compare: does(() => {}),
      'maintenance-on': does(
        () => (site.page = 'maintenance'),
        () => (site.page = 'site'),
      ),
      'last-rows': does(() => {}),
      'switch:shop': does(
        () => (site.shop = 'new'),
        () => (site.shop = 'old'),
      ),
      'switch:blog': does(
        () => (site.blog = 'new'),
        () => (site.blog = 'old'),
      ),
      'clear-caches': does(() => {}),
      'maintenance-off': does(() => (site.page = 'site')),
    };
    return STEPS.map((step) => ({ plan: plan(step), ...acts[step[0]] }));
  }

  /** Half of it may be done when it is struck. */
  private async act(change: () => void): Promise<void> {
    this.operate(() => {}, true);
    await Promise.resolve();
    this.operate(change, true);
  }

  /** The way an app starts: what was found running is settled, or left to the operator. */
  async settle(closing: AbortSignal): Promise<void> {
    if (this.restore.state === 'running') this.restore = { ...this.restore, state: 'interrupted' };
    if (this.restore.state !== 'interrupted') return;
    const settlement = settlementOf(this.restore, goingOf(this.journal));
    if (settlement === 'undo') await this.undo(closing);
    if (settlement === 'continue') await runRestore(this.steps, this.tools, this.job, closing);
    if (settlement === 'roll-back') await rollBack(this.steps, this.tools, this.job, closing);
  }

  async undo(closing: AbortSignal): Promise<void> {
    const around = (index: number, id: string) =>
      this.steps.slice(index, index + 1).map((step) => ({ ...step, plan: { ...step.plan, id } }));
    await undoRestore(this.steps, { before: around(2, 'undo:on'), after: around(7, 'undo:off') }, this.tools, this.job, closing);
  }
}
