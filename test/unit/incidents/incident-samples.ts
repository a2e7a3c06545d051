import { randomUUID } from 'node:crypto';
import { IncidentId, RestoreId, SiteId } from '../../../src/shared/model/ids.ts';
import type { Incident } from '../../../src/shared/model/incident.ts';
import type { Restore, RestorePlan } from '../../../src/shared/model/restore.ts';
import { hoursBefore, NOON, sampleServer, sampleSite, sampleSummary } from '../model-samples.ts';

export function sampleIncident(changes: Partial<Incident> = {}): Incident {
  return {
    id: IncidentId.parse(randomUUID()),
    number: '2026-11-21-1',
    siteId: SiteId.parse(randomUUID()),
    siteName: 'aurora-market',
    openedAt: hoursBefore(3),
    closedAt: null,
    situation: {
      branch: 'data-damaged',
      noticedAt: hoursBefore(3),
      firstSignAt: hoursBefore(4),
      marginHours: 0,
      tables: ['orders'],
      paths: [],
      stillWriting: true,
    },
    choice: null,
    restoreId: null,
    maintenanceSince: null,
    bypassUrl: null,
    timeline: [
      { at: hoursBefore(2), kind: 'step', text: 'Tables were switched', detail: 'RENAME TABLE ...' },
      { at: hoursBefore(3), kind: 'decision', text: 'Yesterday was chosen', detail: '' },
    ],
    tasks: [
      { id: 'a', title: 'Look at the orders', hint: '', dueAt: hoursBefore(-24), automatic: false, doneAt: null, note: '' },
      { id: 'b', title: 'Back up again', hint: '', dueAt: hoursBefore(0), automatic: true, doneAt: hoursBefore(1), note: 'sound' },
    ],
    note: 'The intern was told.\nNobody was angry.',
    ...changes,
  };
}

/** One that was done in 40 minutes, from a backup ten hours old. */
export function sampleRestore(incident: Incident, changes: Partial<Restore> = {}): Restore {
  const site = sampleSite(sampleServer(), { id: incident.siteId, name: incident.siteName });
  const id = RestoreId.parse(randomUUID());
  const backup = sampleSummary(site, { startedAt: hoursBefore(10) });
  const plan: RestorePlan = {
    id,
    createdAt: hoursBefore(2.5),
    choice: {
      incidentId: incident.id,
      backupId: backup.id,
      placeId: null,
      targetSiteId: incident.siteId,
      databases: [],
      media: [],
      method: null,
      maintenance: true,
      migrate: false,
    },
    runbook: 'data',
    siteName: incident.siteName,
    confirmWith: incident.siteName,
    backup,
    placeName: 'This computer',
    level: 'proven',
    method: 'swap',
    identity: {
      serverName: 'web-1',
      address: 'web-1.example.org:22',
      hostKey: `SHA256:${'a'.repeat(43)}`,
      root: '/srv/aurora market',
      marker: incident.siteId,
      appUrl: 'https://aurora.example.org',
      databases: [{ database: 'aurora_shop', user: 'aurora', serverVersion: '10.11.14-MariaDB', serverUuid: 'db-1:3306:/var/lib/mysql:1' }],
    },
    loss: {
      countedAt: hoursBefore(2.5),
      databases: [
        {
          database: 'aurora_shop',
          tables: [
            {
              table: 'orders',
              rowsNow: 90,
              rowsBackup: 100,
              estimated: false,
              timeColumn: 'placed_at',
              newestNow: 'today',
              newestBackup: 'yesterday',
            },
            { table: 'products', rowsNow: 7, rowsBackup: 7, estimated: false, timeColumn: null, newestNow: null, newestBackup: null },
          ],
        },
      ],
      media: [],
      code: [],
      unknown: [],
    },
    checks: [],
    steps: [
      {
        id: 'switch:aurora_shop',
        kind: 'switch',
        title: 'Switch aurora_shop',
        commands: ['RENAME TABLE orders TO aside.orders'],
        changes: 'The tables of the backup are live.',
        undo: 'They change places again.',
        touchesLive: true,
        estimatedMs: null,
      },
    ],
    bytesToSend: 1000,
    rpoMs: 8 * 3_600_000,
    rtoMs: null,
    rtoFrom: 'unknown',
  };
  return {
    id,
    incidentId: incident.id,
    siteId: incident.siteId,
    targetSiteId: incident.siteId,
    state: 'done',
    plan,
    steps: [
      {
        id: 'switch:aurora_shop',
        state: 'done',
        startedAt: hoursBefore(2),
        endedAt: hoursBefore(1.99),
        output: '14 tables',
        problem: null,
      },
    ],
    liveTouched: true,
    jobId: null,
    createdAt: hoursBefore(2.5),
    confirmedAt: hoursBefore(2.4),
    endedAt: new Date(Date.parse(hoursBefore(2.4)) + 40 * 60_000).toISOString(),
    problem: null,
    safetyCopyId: null,
    comparisons: [],
    checks: [{ label: 'rows of orders', expected: '100', found: '100', ok: true }],
    sideRows: [{ database: 'aurora_shop', table: 'orders', rows: 3, putBack: false }],
    undo: { state: 'armed', keeps: ['aurora_shop__hf_old_1'], bytes: 5 },
    bypassUrl: null,
    ...changes,
  };
}

export const WRITTEN = { writtenAt: NOON, appVersion: '1.2.3' };
