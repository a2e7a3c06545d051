import { describe, expect, it } from 'vitest';
import { incidentReport, incidentReportJson, type IncidentReportFacts } from '../../../src/main/incidents/incident-report.ts';
import { hoursBefore } from '../model-samples.ts';
import { sampleIncident, sampleRestore, WRITTEN } from './incident-samples.ts';

function factsOf(incident = sampleIncident(), changes: Partial<IncidentReportFacts> = {}): IncidentReportFacts {
  const restores = [sampleRestore(incident)];
  const goals = { rpoGoalMinutes: 60, rtoGoalMinutes: 60 };
  return {
    incident,
    restores,
    files: [{ backupId: 'b-1', file: 'aurora_shop.sql.gz', bytes: 10, sha256: 'ab'.repeat(32) }],
    goals,
    ...WRITTEN,
    ...changes,
  };
}

/** As a reader sees it. */
const textOf = (html: string) =>
  html
    .replace(/<style>[\s\S]*?<\/style>/, '')
    .replace(/<[^>]+>/g, '\n')
    .replaceAll('\u00a0', ' ')
    .replace(/\n+/g, '\n');

describe('the report of an incident', () => {
  it('tells what happened, what was decided and run, what was lost, and what is to be done', () => {
    const text = textOf(incidentReport(factsOf()));
    for (const part of [
      'Incident 2026-11-21-1: aurora-market',
      'Newest restore: done. 1 task is not done.',
      'Data lost (RPO)\n8 h, goal 1 h: MISSED',
      'Time to recover (RTO)\n40 min, goal 1 h: kept',
      'web-1, web-1.example.org:22',
      '1. Switch aurora_shop: done, 36 s from 2026-11-21 10:00:00 UTC (changes the live site)',
      '$ RENAME TABLE orders TO aside.orders\n14 tables',
      'aurora_shop: 1 of 2 tables differ. 1 table has as many rows as the backup.',
      'orders\n90\n100\ntoday\nyesterday',
      'aurora_shop.orders\n3\nno',
      'rows of orders\n100\n100\nas expected',
      'ab'.repeat(32),
      'Look at the orders\n2026-11-22 12:00:00 UTC\nNOT DONE',
      'Back up again\n2026-11-21 12:00:00 UTC\n2026-11-21 11:00:00 UTC, by Holdfast\nsound',
      'The intern was told.\nNobody was angry.',
      'Written 2026-11-21 12:00:00 UTC by Holdfast 1.2.3.',
    ])
      expect(text).toContain(part);
    // The timeline goes forward.
    expect(text.indexOf('Yesterday was chosen')).toBeLessThan(text.indexOf('Tables were switched'));
  });

  it('shows names as they are and runs none of them', () => {
    const evil = `"><script>alert(1)</script><img src=x onerror='alert(2)'>\u202e\u0007 & co`;
    const incident = sampleIncident({
      siteName: evil,
      note: evil,
      timeline: [{ at: hoursBefore(1), kind: 'note', text: evil, detail: evil }],
    });
    const restore = sampleRestore(incident, { problem: { code: 'x', title: evil, hint: evil, retryable: false, detail: evil } });
    const html = incidentReport(factsOf(incident, { restores: [restore], files: [{ backupId: 'b', file: evil, bytes: 1, sha256: evil }] }));
    for (const part of ['<script', '<img', "onerror='", '\u202e', '\u0007']) expect(html).not.toContain(part);
    expect(html).toContain('&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(html).toContain('\\u202e\\u0007 &amp; co');
    expect(html.match(/<(?:link|script|img|iframe|object|form|a)\b/gi)).toBeNull();
    expect(html).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
  });

  it('holds no secret: neither passwords, nor keys, nor the link that passes the maintenance page', () => {
    const link = 'https://aurora.example.org/1f0e-4a2c-secret&x';
    const incident = sampleIncident({
      bypassUrl: link,
      timeline: [
        {
          at: hoursBefore(1),
          kind: 'command',
          text: `php artisan down --with 1f0e-4a2c-secret&x`,
          detail: `DB_PASSWORD=hunter22\nAPP_KEY=base64:${'A'.repeat(43)}=`,
        },
        { at: hoursBefore(1), kind: 'note', text: `look at ${link}`, detail: 'mysql://shop:hunter22@db' },
      ],
    });
    const facts = factsOf(incident, { restores: [sampleRestore(incident, { bypassUrl: link })] });
    for (const report of [incidentReport(facts), incidentReportJson(facts)]) {
      for (const secret of ['hunter22', 'AAAAAAAA', '1f0e-4a2c']) expect(report).not.toContain(secret);
      expect(report).toContain('[a link that passes the maintenance page]');
    }
  });

  it('is whole as JSON', () => {
    const facts = factsOf();
    expect(JSON.parse(incidentReportJson(facts))).toEqual({
      format: 'holdfast-incident-report',
      version: 1,
      writtenBy: { app: 'holdfast', version: '1.2.3' },
      writtenAt: WRITTEN.writtenAt,
      incident: facts.incident,
      restores: facts.restores,
      files: facts.files,
      goals: facts.goals,
    });
  });

  it('of an incident without answer or restore says so', () => {
    const incident = sampleIncident({ situation: null, timeline: [], tasks: [], note: '', closedAt: hoursBefore(0) });
    const text = textOf(incidentReport(factsOf(incident, { restores: [], files: [] })));
    expect(text).toContain('closed 2026-11-21 12:00:00 UTC. Nothing was restored.');
    expect(text).toContain('What happened\nnot answered');
  });
});
