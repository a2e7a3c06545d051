import { describe, expect, it } from 'vitest';
import { drillReport, drillReportJson, type DrillReportFacts } from '../../../src/main/drills/drill-report.ts';
import type { Drill } from '../../../src/shared/model/drill.ts';
import { hoursBefore, NOON } from '../model-samples.ts';
import { sampleDrill } from './drill-samples.ts';

function factsOf(drill: Drill, changes: Partial<DrillReportFacts> = {}): DrillReportFacts {
  const files = [{ file: 'aurora_shop.sql.gz', bytes: 10, sha256: 'ab'.repeat(32) }];
  return { drill, history: [drill], files, rtoGoalMinutes: 1, writtenAt: NOON, appVersion: '1.2.3', ...changes };
}

const textOf = (html: string) =>
  html
    .replace(/<style>[\s\S]*?<\/style>/, '')
    .replace(/<[^>]+>/g, '\n')
    .replaceAll('\u00a0', ' ')
    .replace(/\n+/g, '\n');

describe('the evidence of a drill', () => {
  it('tells the result, the time against the goal, what was compared, and by which clock ages were measured', () => {
    const sql = 'SELECT MAX(placed_at) FROM orders';
    const assertions: Drill['assertions'] = [
      { title: 'young orders', database: null, sql, comparison: 'age-below', expected: '26', found: '2026-11-21 01:00:00', ok: true },
      { title: 'admins', database: null, sql: 'SELECT 0', comparison: 'above', expected: '0', found: '0', ok: false },
    ];
    const drill = sampleDrill({ assertions, media: { sampled: 20, bytes: 2_000_000, differences: [] }, settings: 'no-key' });
    const history = [drill, sampleDrill({ startedAt: hoursBefore(800), restoreMs: 40_000 })];
    const text = textOf(drillReport(factsOf(drill, { history })));
    for (const part of [
      'Drill of aurora-market',
      'PASSED. The backup of aurora-market made 2026-11-21 02:00:00 UTC was restored in 1 min 5 s, and nothing differed.',
      'Measured\n1 min 5 s\nGoal\n1 min, MISSED',
      'Importing aurora_shop\n1 min 5 s',
      'aurora_shop\n14\n49919\nnone',
      'Ages are measured back from the time of the backup (2026-11-21 02:00:00 UTC), not from the time of the drill.',
      `young orders\n${sql}\nat most 26 h before the backup\n2026-11-21 01:00:00\nheld`,
      'above 0\n0\nNOT HELD',
      '20 files (2.00 MB), chosen by chance',
      'They were not opened: the key is not on this computer.',
      'ab'.repeat(32),
      '2026-10-19 04:00:00 UTC\npassed\n40 s',
    ])
      expect(text).toContain(part);
  });

  it('of one that failed or was not carried through says which of the two, and why', () => {
    const problem = {
      code: 'drill.failed',
      title: 'The backup did not pass its drill',
      hint: 'Look.',
      retryable: false,
      detail: 'shop: table orders is missing',
    };
    const failed = textOf(drillReport(factsOf(sampleDrill({ outcome: 'failed', restoreMs: null, problem }))));
    expect(failed).toContain('FAILED.');
    expect(failed).toContain('shop: table orders is missing');
    expect(failed).toContain('not measured');
    const aborted = textOf(drillReport(factsOf(sampleDrill({ outcome: 'aborted', restoreMs: null, problem, databases: [] }))));
    expect(aborted).toContain('NOT CARRIED THROUGH. This says nothing of the backup');
  });

  it('shows names as they are and runs none of them', () => {
    const evil = `</title></td><script>alert(1)</script>\u202e`;
    const drill = sampleDrill({
      siteName: evil,
      placeName: evil,
      targetName: evil,
      phases: [{ name: evil, ms: 1 }],
      databases: [{ database: evil, tables: 1, rows: 1, differences: [evil] }],
      assertions: [{ title: evil, database: evil, sql: evil, comparison: 'equals', expected: evil, found: evil, ok: false }],
      media: { sampled: 1, bytes: 1, differences: [evil] },
      problem: { code: evil, title: evil, hint: evil, retryable: false, detail: evil },
    });
    const html = drillReport(factsOf(drill, { files: [{ file: evil, bytes: 1, sha256: evil }] }));
    expect(html).not.toMatch(/<script|\u202e/);
    expect(html.match(/<title>/g)).toHaveLength(1);
    expect(html.match(/<\/title>/g)).toHaveLength(1);
  });

  it('is whole as JSON', () => {
    const drill = sampleDrill();
    expect(JSON.parse(drillReportJson(factsOf(drill)))).toMatchObject({
      format: 'holdfast-drill-report',
      version: 1,
      drill,
      trend: [{ at: drill.startedAt, outcome: 'passed', restoreMs: 65_000 }],
    });
  });
});
