import type { BackupSummary } from '../../../src/shared/model/backup.ts';
import type { Drill, DrillStatus } from '../../../src/shared/model/drill.ts';
import { DEFAULT_DRILL_SETTINGS } from '../../../src/shared/model/drill.ts';
import type { AfterCareTask, Incident } from '../../../src/shared/model/incident.ts';
import type { Candidate, Proposal, Sign } from '../../../src/shared/model/proposal.ts';
import type { Restore, RestorePlan } from '../../../src/shared/model/restore.ts';
import type { SiteRecovery } from '../../../src/shared/model/site-recovery.ts';
import { DEFAULT_SITE_RECOVERY } from '../../../src/shared/model/site-recovery.ts';
import type { Situation } from '../../../src/shared/model/situation.ts';
import { backupId, drillId, incidentId } from './ids.ts';
import { PLACE, ago, makeBackup, makeProof } from './models.ts';
import { CHECKPOINT, MARKET, makePlan } from './restores.ts';

/** What is known of incidents, restores and drills. */
export interface RecoveryFacts {
  incidents: readonly Incident[];
  restores: readonly Restore[];
  drills: readonly Drill[];
  status: Pick<DrillStatus, 'settings' | 'lastPassedAt' | 'dueAt' | 'localServer'>;
  settings: SiteRecovery;
  signs: readonly Sign[];
  proposal: Proposal;
  plan: RestorePlan;
  liveTables: readonly {
    readonly database: string;
    readonly tables: readonly { readonly name: string; readonly approximateRows: number }[];
  }[];
}

export const SIGNS: readonly Sign[] = [
  { at: ago(5), code: 'new-admin', text: 'new admin account, users.id 4411, made outside the admin panel' },
  { at: ago(3.4), code: 'new-executable', text: 'public/uploads/map.php appeared among the media' },
];

export function makeSituation(change: Partial<Situation> = {}): Situation {
  return {
    branch: 'hacked',
    noticedAt: ago(0.2),
    firstSignAt: ago(5),
    marginHours: 12,
    tables: [],
    paths: [],
    stillWriting: null,
    ...change,
  };
}

export function makeTasks(): AfterCareTask[] {
  const task = (id: string, title: string, hint: string, dueIn: number, change: Partial<AfterCareTask> = {}): AfterCareTask => ({
    id,
    title,
    hint,
    dueAt: ago(-dueIn),
    automatic: false,
    doneAt: null,
    note: '',
    ...change,
  });
  return [
    task('database-password', 'Rotate the database password', 'The old one may be known; change it in the panel, then in .env.', 0),
    task('admin-passwords', 'Reset the admin passwords, end all sessions', 'users.id 4411 is gone; the others may be known.', 0),
    task('api-keys', 'Rotate payment, mail and storage API keys, then APP_KEY', 'APP_KEY last: encrypted columns need it.', 12),
    task('watch', 'Watch for 24 to 48 h', 'New admins, changed files, answers with 5xx.', 48),
    task('backup-after', 'New backup of the restored site', 'Fri 20 Nov 09:40, sound.', 0, { automatic: true, doneAt: ago(0.02) }),
  ];
}

export function makeIncident(n: number, change: Partial<Incident> = {}): Incident {
  return {
    id: incidentId(n),
    number: `2026-11-20-${n}`,
    siteId: MARKET.id,
    siteName: MARKET.name,
    openedAt: ago(0.2),
    closedAt: null,
    situation: null,
    choice: null,
    restoreId: null,
    maintenanceSince: null,
    bypassUrl: null,
    timeline: [{ at: ago(0.2), kind: 'note', text: 'Incident opened', detail: '' }],
    tasks: [],
    note: '',
    ...change,
  };
}

function rejected(backup: BackupSummary, level: Candidate['level'], rejectedBecause: string): Candidate {
  return {
    backup,
    placeId: level === null ? null : PLACE.id,
    placeName: level === null ? '' : PLACE.name,
    level,
    provedAt: level === null ? null : ago(7),
    reasons: [{ code: 'later', speaks: 'against', text: rejectedBecause }],
    rejectedBecause,
  };
}

export function makeProposal(change: Partial<Proposal> = {}): Proposal {
  return {
    runbook: 'hacked',
    before: ago(17),
    proposed: {
      backup: CHECKPOINT,
      placeId: PLACE.id,
      placeName: PLACE.name,
      level: 'proven',
      provedAt: ago(20),
      reasons: [
        { code: 'before-first-sign', speaks: 'for', text: '21 h before the first sign, outside the 12 h margin.' },
        { code: 'proven', speaks: 'for', text: 'Restored in a drill on Thu 19 Nov 13:41: all 64 tables and 1,902,418 rows matched.' },
        { code: 'off-server', speaks: 'for', text: 'Read from this computer, which the intruder could not reach.' },
        { code: 'application-key', speaks: 'note', text: 'APP_KEY is the one the site uses now.' },
      ],
      rejectedBecause: '',
    },
    rejected: [
      rejected(makeBackup(1, MARKET, 7.68), 'sound', 'Inside the 12 h margin before the first sign.'),
      rejected(makeBackup(3, MARKET, 55, { bytes: 1_870_000_000 }), 'sound', 'Clean too, but loses 29 h more and gains nothing known.'),
      rejected(
        makeBackup(5, MARKET, 192, {
          proof: makeProof('present', ago(192), {
            at: ago(3),
            step: 'intact',
            code: 'verify.hash-differs',
            text: 'changed since it was made',
          }),
        }),
        null,
        'No copy of it passes its check.',
      ),
    ],
    stillPossible: [],
    rpoMs: 25 * 3_600_000 + 48 * 60_000,
    rtoMs: 13 * 60_000,
    rtoFrom: 'drill',
    bytesToSend: 256_400_000,
    ...change,
  };
}

export function makeDrill(n: number, change: Partial<Drill> = {}): Drill {
  return {
    id: drillId(n),
    siteId: MARKET.id,
    siteName: MARKET.name,
    backupId: backupId(2),
    backupAt: ago(26),
    placeId: PLACE.id,
    placeName: PLACE.name,
    targetName: 'a database server of its own on this computer, MariaDB 10.11.14',
    startedAt: ago(20.2 + (n - 1) * 720),
    endedAt: ago(20 + (n - 1) * 720),
    outcome: 'passed',
    phases: [
      { name: 'Make the database server', ms: 9_000 },
      { name: 'Import aurora_shop', ms: 512_000 },
      { name: 'Compare', ms: 98_000 },
    ],
    restoreMs: 700_000 + (n - 1) * 30_000,
    databases: [{ database: 'aurora_shop', tables: 64, rows: 1_902_418, differences: [] }],
    assertions: [
      {
        title: 'Newest order younger than 26 h',
        database: 'aurora_shop',
        sql: 'SELECT MAX(created_at) FROM orders',
        comparison: 'age-below',
        expected: '26',
        found: '24.1 h',
        ok: true,
      },
    ],
    media: { sampled: 20, bytes: 12_400_000, differences: [] },
    problem: null,
    ...change,
  };
}

/** Nothing has happened yet; what would be answered if it did. */
export function noRecovery(): RecoveryFacts {
  return {
    incidents: [],
    restores: [],
    drills: [],
    status: { settings: DEFAULT_DRILL_SETTINGS, lastPassedAt: null, dueAt: null, localServer: 'MariaDB 10.11.14' },
    settings: DEFAULT_SITE_RECOVERY,
    signs: SIGNS,
    proposal: makeProposal(),
    plan: makePlan(),
    liveTables: [
      {
        database: 'aurora_shop',
        tables: [
          { name: 'customers', approximateRows: 9_640 },
          { name: 'order_items', approximateRows: 46_911 },
          { name: 'orders', approximateRows: 18_204 },
        ],
      },
    ],
  };
}
