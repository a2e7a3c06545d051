import { expect, test } from 'vitest';
import {
  commandsOf,
  firstLiveNumber,
  isSameChoice,
  mayLeave,
  stepOf,
} from '../../../../src/renderer/features/restore/rules/wizard-step.ts';
import type { RestoreState } from '../../../../src/shared/model/restore.ts';
import { makeIncident, makeSituation } from '../../../ui/world/recovery.ts';
import { makeChoice, makePlan, makeRestore, makeSteps } from '../../../ui/world/restores.ts';

const situation = makeSituation();
const choice = makeChoice();

test('goes on at the question until a backup is chosen', () => {
  expect(stepOf(makeIncident(1), null)).toBe('question');
  expect(stepOf(makeIncident(1, { situation }), null)).toBe('question');
  expect(stepOf(makeIncident(1, { situation, choice }), null)).toBe('choose');
});

test('goes on at the plan only while it is the plan of what is chosen', () => {
  const planned = makeRestore(0, { state: 'planned' });
  expect(stepOf(makeIncident(1, { situation, choice }), planned)).toBe('plan');
  expect(stepOf(makeIncident(1, { situation, choice: makeChoice({ migrate: true }) }), planned)).toBe('choose');
  expect(stepOf(makeIncident(1, { situation, choice: null }), planned)).toBe('question');
});

test('goes on where the restore stands, and lets nobody walk away from one that is half done', () => {
  const at: Readonly<Record<Exclude<RestoreState, 'planned'>, readonly [string, boolean]>> = {
    running: ['run', false],
    deciding: ['run', false],
    interrupted: ['run', false],
    stuck: ['run', false],
    failed: ['run', true],
    'rolled-back': ['run', true],
    cancelled: ['run', true],
    done: ['care', true],
    undone: ['care', true],
  };
  for (const [state, expected] of Object.entries(at)) {
    const restore = makeRestore(3, { state: state as RestoreState });
    expect([state, stepOf(makeIncident(1, { situation, choice }), restore), mayLeave(restore)]).toEqual([state, ...expected]);
  }
});

test('tells choices apart by what they say, not by the order in which it is written', () => {
  const turned = JSON.parse(JSON.stringify(Object.fromEntries(Object.entries(choice).reverse()))) as typeof choice;
  expect(isSameChoice(choice, turned)).toBe(true);
  // What is turned below has something in it.
  expect([choice.databases.length, choice.media.length]).toEqual([1, 1]);
  for (const change of [
    { databases: [] },
    { databases: choice.databases.map((entry) => ({ ...entry, tables: [{ name: 'orders', action: 'merge' as const }] })) },
    { media: choice.media.map((entry) => ({ ...entry, mode: 'whole' as const })) },
    { method: 'in-place' as const },
    { maintenance: false },
  ])
    expect(isSameChoice(choice, { ...choice, ...change })).toBe(false);
});

test('numbers the step from which the live site changes, and the commands by their steps', () => {
  expect(firstLiveNumber(makeSteps())).toBe(5);
  expect(firstLiveNumber(makeSteps().slice(0, 4))).toBeNull();
  const text = commandsOf(makePlan());
  expect(text).toContain('# 5. Put up the maintenance page\nphp artisan down --retry=60 --secret=…');
  expect(text.match(/^# \d\. /gm)).toHaveLength(8);
});
