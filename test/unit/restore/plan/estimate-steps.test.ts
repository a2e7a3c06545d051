import { describe, expect, it } from 'vitest';
import type { PlanStep } from '../../../../src/shared/model/runbook.ts';
import { estimateSteps, type EstimateFacts } from '../../../../src/main/restore/plan/estimate-steps.ts';
import { sampleIncident, sampleRestore } from '../../incidents/incident-samples.ts';
import { hoursBefore } from '../../model-samples.ts';

const step = (id: string, kind: PlanStep['kind']): PlanStep => ({
  id,
  kind,
  title: '',
  commands: [],
  changes: '',
  undo: '',
  touchesLive: false,
  estimatedMs: null,
});
const facts: EstimateFacts = { earlier: [], bytesPerSecond: null, bytesOf: new Map(), backupMs: null };
const timeOf = (one: PlanStep, change: Partial<EstimateFacts>) => estimateSteps([one], { ...facts, ...change })[0]?.estimatedMs;

describe('the time of a step', () => {
  it('is what the same step took in the last restore that got through it', () => {
    const earlier = [
      sampleRestore(sampleIncident(), { steps: [] }),
      sampleRestore(sampleIncident(), {
        steps: [{ id: 'switch:shop', state: 'done', startedAt: hoursBefore(2), endedAt: hoursBefore(1.5), output: '', problem: null }],
      }),
    ];
    expect(timeOf(step('switch:shop', 'switch'), { earlier })).toBe(1_800_000);
    expect(timeOf(step('switch:blog', 'switch'), { earlier })).toBeNull();
  });

  it('goes with the bytes where data is moved', () => {
    const bytesOf = new Map([['import:shop', 50_000_000]]);
    expect(timeOf(step('import:shop', 'import'), { bytesOf, bytesPerSecond: 10_000_000 })).toBe(5000);
    expect(timeOf(step('import:shop', 'import'), { bytesOf })).toBeNull();
  });

  it('is that of a backup for the copies a restore takes, and never guessed', () => {
    expect(timeOf(step('safety-copy', 'safety-copy'), { backupMs: 90_000 })).toBe(90_000);
    expect(timeOf(step('guide:dns', 'guide'), { backupMs: 90_000 })).toBeNull();
    expect(timeOf(step('clear-caches', 'clear-caches'), { backupMs: 90_000 })).toBeNull();
  });
});
