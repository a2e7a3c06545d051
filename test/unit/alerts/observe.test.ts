import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { observationsOf, observe } from '../../../src/main/alerts/rules/observe.ts';
import { isToldWith } from '../../../src/main/alerts/rules/tell.ts';
import { conditionContent } from '../../../src/main/alerts/rules/texts.ts';
import { pruneFailed } from '../../../src/main/health/condition-findings.ts';
import type { AlertCondition, AlertConditionId } from '../../../src/shared/model/alert.ts';
import type { AlertSettings } from '../../../src/shared/model/alert-settings.ts';
import type { Finding } from '../../../src/shared/model/fleet.ts';
import { PlaceId, SiteId } from '../../../src/shared/model/ids.ts';
import { NOON, sampleJob } from '../model-samples.ts';
import { AURORA, finding, mailAndSlack, route } from './alert-samples.ts';

const NOW = Date.parse(NOON);
const HOUR = 3_600_000;
const DRIVE = PlaceId.parse('00000000-0000-4000-8000-0000000000d1');
const OTHER = PlaceId.parse('00000000-0000-4000-8000-0000000000d2');
const BOREALIS = SiteId.parse('00000000-0000-4000-8000-000000000002');

interface Also {
  readonly now?: number;
  readonly settings?: AlertSettings;
  /** What was over before. */
  readonly over?: readonly AlertCondition[];
}

function look(
  ofSites: readonly Finding[],
  findings: readonly Finding[],
  open: readonly AlertCondition[] = [],
  { now = NOW, settings = mailAndSlack(), over = [] }: Also = {},
): readonly AlertCondition[] {
  const sites = [
    { site: { id: AURORA, name: 'aurora' }, findings: [...ofSites] },
    { site: { id: BOREALIS, name: 'borealis' }, findings: [...ofSites] },
  ];
  const observations = observationsOf({ sites, findings: [...findings] });
  const newId = (): AlertConditionId => randomUUID() as AlertConditionId;
  return observe({
    now,
    open,
    observations,
    hiddenByStart: new Set(),
    isToldOfDrives: isToldWith(settings, 'offsite_overdue', 'drive_not_seen'),
    lastResolved: (key) => over.find((each) => each.key === key) ?? null,
    newId,
  });
}
const codes = (conditions: readonly AlertCondition[]) => conditions.map(({ code }) => code);

it('tells of a drive that was not seen once, and not again for each site whose copies it lacks', () => {
  const overdue = finding('copy-overdue', { placeId: DRIVE });
  const unseen = finding('drive-not-seen', { placeId: DRIVE });
  expect(codes(look([overdue], [unseen]))).toEqual(['drive-not-seen']);
  expect(codes(look([overdue, finding('copy-overdue', { placeId: OTHER })], [unseen]))).toEqual([
    'copy-overdue',
    'copy-overdue',
    'drive-not-seen',
  ]);
  // What was told of the sites before is not called over because the drive is called away since.
  const told = look([overdue], []);
  expect(codes(told)).toEqual(['copy-overdue', 'copy-overdue']);
  expect(look([overdue], [unseen], told).map(({ code, goneSince }) => [code, goneSince])).toEqual([
    ['copy-overdue', null],
    ['copy-overdue', null],
    ['drive-not-seen', null],
  ]);
});

it('leaves a day to bring a drive what it lacks once it is there again, before that is told of each site', () => {
  const overdue = finding('copy-overdue', { placeId: DRIVE });
  const away = look([overdue], [finding('drive-not-seen', { placeId: DRIVE })]).map((each) => ({ ...each, toldSeverity: each.severity }));
  const seenAgain = look([overdue], [], away, { now: NOW + 60_000 });
  expect(seenAgain.map(({ code, goneSince }) => [code, goneSince === null])).toEqual([['drive-not-seen', false]]);
  const over = look([overdue], [], seenAgain, { now: NOW + HOUR });
  expect(over.map(({ code, resolvedAt }) => [code, resolvedAt === null])).toEqual([['drive-not-seen', false]]);
  expect(look([overdue], [], [], { now: NOW + 20 * HOUR, over })).toEqual([]);
  expect(codes(look([overdue], [], [], { now: NOW + 26 * HOUR, over }))).toEqual(['copy-overdue', 'copy-overdue']);
});

it('tells of each site what a drive lacks, where somebody is told of owed copies and not of drives', () => {
  const { events } = mailAndSlack();
  const overdue = finding('copy-overdue', { placeId: DRIVE });
  const unseen = finding('drive-not-seen', { placeId: DRIVE });
  for (const drive_not_seen of [route(), route('slack', 'webhook', 'desktop', 'digest'), route('email', 'slack')]) {
    const settings = mailAndSlack({ events: { ...events, drive_not_seen } });
    expect(codes(look([overdue], [unseen], [], { settings }))).toEqual(['copy-overdue', 'copy-overdue', 'drive-not-seen']);
  }
});

it('says of a checklist that it is due where it is due, and that nothing in it is confirmed by itself', () => {
  const [due, late] = look([], [finding('checklist-due', { severity: 'note' }), finding('checklist-unfinished')]);
  expect([due?.title, late?.title]).toEqual(['A checklist is due', 'A checklist is not finished']);
  expect(due === undefined ? '' : conditionContent(due, 'opened', NOW).next).toContain('that it is done, you confirm');
});

it('calls a deletion whose plan had changed no fault, because the next one is planned anew', () => {
  const problem = (code: string) => ({ code, title: 'It', hint: '', retryable: false, detail: '' });
  const failed = (code: string) => pruneFailed(sampleJob({ kind: 'prune', state: 'failed', endedAt: NOON, problem: problem(code) }));
  expect(failed('retention.plan-changed')).toEqual([]);
  expect(failed('place.unreachable')).toMatchObject([{ code: 'cleanup-failed' }]);
});
