import type { LossPreview, Restore, RestoreChoice, RestorePlan, TableChoice, TableDecision } from '../../../src/shared/model/restore.ts';
import type { PlanStep } from '../../../src/shared/model/runbook.ts';
import { artifactId, backupId, incidentId, restoreId, siteId } from './ids.ts';
import { PLACE, ago, makeBackup, makeSite } from './models.ts';

/** The site that every recovery of the world is about. */
export const MARKET = makeSite(4, 'aurora-market');

export const CHECKPOINT = makeBackup(2, MARKET, 26, {
  databases: ['aurora_shop'],
  trigger: 'checkpoint',
  label: 'before Laravel 12',
  kind: 'incremental',
  parts: ['database', 'media', 'config'],
  media: { kind: 'incremental', files: 100_006 },
  held: true,
});

export function makeChoice(change: Partial<RestoreChoice> = {}): RestoreChoice {
  return {
    incidentId: incidentId(1),
    backupId: backupId(2),
    placeId: null,
    targetSiteId: siteId(4),
    databases: [{ artifactId: artifactId(1), tables: null, content: 'all' }],
    media: [{ artifactId: artifactId(12), mode: 'different', compareBy: 'hash', paths: [] }],
    method: null,
    maintenance: true,
    migrate: false,
    ...change,
  };
}

const row = (
  table: string,
  rowsNow: number | null,
  rowsBackup: number | null,
  newestNow: string | null = null,
  newestBackup: string | null = null,
) => ({ table, rowsNow, rowsBackup, estimated: false, timeColumn: newestNow === null ? null : 'created_at', newestNow, newestBackup });

export function makeLoss(change: Partial<LossPreview> = {}): LossPreview {
  return {
    countedAt: ago(0.05),
    databases: [
      {
        database: 'aurora_shop',
        tables: [
          row('audit_log', 1_611_940, 1_611_940),
          row('customers', 9_640, 9_631, '2026-11-20 01:17:40', '2026-11-18 23:48:02'),
          row('order_items', 46_911, 46_837, '2026-11-20 08:21:10', '2026-11-19 01:52:30'),
          row('orders', 18_204, 18_173, '2026-11-20 08:21:10', '2026-11-19 01:52:30'),
          row('payments', 17_988, 17_959, '2026-11-20 08:22:00', '2026-11-19 01:53:11'),
          row('users', 14, 13, '2026-11-20 03:41:00', '2026-10-03 10:00:00'),
          row('vouchers', null, 12),
        ],
      },
    ],
    media: [
      {
        artifactId: artifactId(12),
        added: 1,
        replaced: 2,
        removed: 14,
        bytesToSend: 41_700_000,
        examples: [
          { path: 'public/uploads/map.php', change: 'removed' },
          { path: 'public/uploads/logo.png', change: 'replaced' },
          { path: 'storage/app/public/invoices/2026-118.pdf', change: 'added' },
        ],
      },
    ],
    code: [],
    unknown: [],
    ...change,
  };
}

const step = (
  id: string,
  kind: PlanStep['kind'],
  title: string,
  commands: readonly string[],
  change: Partial<PlanStep> = {},
): PlanStep => ({
  id,
  kind,
  title,
  commands: [...commands],
  changes: 'Nothing on the live site.',
  undo: 'What it made is removed.',
  touchesLive: false,
  estimatedMs: 4_000,
  ...change,
});

export function makeSteps(): PlanStep[] {
  const live = { touchesLive: true, undo: 'The old tables and folders come back in seconds.' } as const;
  return [
    step('check-target', 'check-target', 'Check again that this is the right server', ['cat /var/www/aurora-market/.holdfast-site']),
    step(
      'safety-copy',
      'safety-copy',
      'Safety copy of the site as it is now, pulled here and held',
      ['mariadb-dump --single-transaction --routines --events aurora_shop | gzip'],
      { estimatedMs: 160_000 },
    ),
    step(
      'import:aurora_shop',
      'import',
      'Import into a new database beside the live one',
      ['gunzip -c aurora_shop.sql.gz | mysql aurora_shop__hf_r1'],
      {
        changes: 'A database aurora_shop__hf_r1 appears; the site does not use it.',
        undo: 'The new database is dropped.',
        estimatedMs: 110_000,
      },
    ),
    step('compare', 'compare', 'Compare with the backup: tables, rows, routines, triggers', [], { estimatedMs: null }),
    step('maintenance-on', 'maintenance-on', 'Put up the maintenance page', ['php artisan down --retry=60 --secret=…'], {
      ...live,
      changes: 'Visitors see the maintenance page.',
      undo: 'php artisan up',
      estimatedMs: 2_000,
    }),
    step(
      'switch',
      'switch',
      'Switch: database and media, in one moment',
      [
        'RENAME TABLE aurora_shop.orders TO aurora_shop__hf_old_r1.orders, aurora_shop__hf_r1.orders TO aurora_shop.orders, …',
        'mv public/uploads public/uploads.hf-old-r1 && mv public/uploads.hf-r1 public/uploads',
      ],
      { ...live, changes: 'The site reads the restored data.', estimatedMs: 2_000 },
    ),
    step('clear-caches', 'clear-caches', 'Clear caches, restart workers', ['php artisan optimize:clear', 'php artisan queue:restart'], {
      ...live,
      estimatedMs: 9_000,
    }),
    step(
      'smoke',
      'smoke',
      'Check the site through the bypass link',
      ['curl -sS -o /dev/null -w %{http_code} https://aurora-market.example/'],
      {
        ...live,
        estimatedMs: 12_000,
      },
    ),
    step('maintenance-off', 'maintenance-off', 'Bring the site back', ['php artisan up'], { ...live, estimatedMs: 2_000 }),
  ];
}

export function makePlan(change: Partial<RestorePlan> = {}): RestorePlan {
  return {
    id: restoreId(1),
    createdAt: ago(0.03),
    choice: makeChoice(),
    runbook: 'hacked',
    siteName: MARKET.name,
    confirmWith: MARKET.name,
    backup: CHECKPOINT,
    placeName: PLACE.name,
    level: 'proven',
    method: 'swap',
    identity: {
      serverName: 'vps-fra-1',
      address: 'vps-fra-1.example:22',
      hostKey: 'SHA256:tQ8nVd2K7pLx0aRmYe5WJc9BuHs3ZfG6oNk1Xi4TEb2',
      root: MARKET.root,
      marker: MARKET.id,
      appUrl: MARKET.url,
      databases: [{ database: 'aurora_shop', user: 'shop', serverVersion: '10.11.14-MariaDB', serverUuid: '7f0c0f3e-vps-fra-1:3306' }],
    },
    loss: makeLoss(),
    checks: [
      { id: 'disk', label: 'Room on the server', found: '28.8 GB free, 1.9 GB needed', verdict: 'ok', why: '' },
      { id: 'privileges', label: 'Rights in the database', found: 'CREATE, DROP, TRIGGER', verdict: 'ok', why: '' },
      {
        id: 'definers',
        label: 'Definers',
        found: '6 of admin@%',
        verdict: 'fix-up',
        why: 'The account is not there: set to the importing account while the dump streams.',
      },
    ],
    steps: makeSteps(),
    bytesToSend: 256_400_000,
    rpoMs: 25 * 3_600_000 + 48 * 60_000,
    rtoMs: 13 * 60_000,
    rtoFrom: 'drill',
    ...change,
  };
}

/** A restore of the plan; `at` is the number of the step that runs, steps before it are done. */
export function makeRestore(at: number, change: Partial<Restore> = {}): Restore {
  const plan = makePlan();
  return {
    id: restoreId(1),
    incidentId: incidentId(1),
    siteId: MARKET.id,
    targetSiteId: MARKET.id,
    state: 'running',
    plan,
    steps: plan.steps.map(({ id }, index) => ({
      id,
      state: index + 1 < at ? 'done' : index + 1 === at ? 'running' : 'waiting',
      startedAt: index + 1 <= at ? ago(0.1 - index * 0.01) : null,
      endedAt: index + 1 < at ? ago(0.09 - index * 0.01) : null,
      output: index === 0 && at > 1 ? 'key, address, APP_URL and marker match' : '',
      problem: null,
    })),
    liveTouched: at > 4,
    jobId: null,
    createdAt: ago(0.12),
    confirmedAt: ago(0.1),
    endedAt: null,
    problem: null,
    safetyCopyId: at > 2 ? backupId(1) : null,
    checks: [],
    comparisons: [],
    sideRows: [],
    undo: { state: 'none', keeps: [], bytes: null },
    bypassUrl: null,
    ...change,
  };
}

/** What is planned once every table has its action: the steps that were done, then the rest of the sample's. */
export function decidedPlan(plan: RestorePlan, decisions: readonly TableDecision[]): RestorePlan {
  const databases = plan.choice.databases.map((database) => ({
    ...database,
    tables: (database.tables ?? []).map(({ name, action }) => {
      const decision = decisions.find(({ table }) => table === name);
      return decision === undefined ? { name, action } : { name, action: decision.action, looked: true as const };
    }),
  }));
  return { ...plan, choice: { ...plan.choice, databases }, steps: [...plan.steps, ...makeSteps().slice(4)] };
}

/** Three tables lie beside the live ones, two of them wait for a choice. */
export function makeDecidingRestore(change: Partial<Restore> = {}): Restore {
  const steps = makeSteps().slice(0, 4);
  const decide: PlanStep = {
    id: 'decide:aurora_shop',
    kind: 'decide',
    title: 'Show orders, coupons side by side, then wait for your choice',
    commands: ['SELECT COUNT(*) of rows only here, only there, and different, told by primary key   (orders, coupons)'],
    changes: 'Nothing. What comes then is planned when you have looked: replace, add missing rows, or keep aside.',
    undo: 'Nothing has to be undone.',
    touchesLive: false,
    estimatedMs: null,
  };
  const choice = makeChoice();
  const [database] = choice.databases;
  if (database === undefined) throw new Error('the sample chooses no database');
  const { artifactId: dump } = database;
  const tables: TableChoice[] = [
    { name: 'orders', action: 'decide' },
    { name: 'coupons', action: 'decide' },
    { name: 'order_items', action: 'merge' },
  ];
  const plan = makePlan({ steps: [...steps, decide], choice: { ...choice, databases: [{ ...database, tables }] } });
  const none = { onlyNow: [], onlyBackup: [], changed: [] };
  return {
    ...makeRestore(0),
    state: 'deciding',
    plan,
    steps: plan.steps.map(({ id }, index) => ({
      id,
      state: 'done',
      startedAt: ago(0.1 - index * 0.01),
      endedAt: ago(0.09 - index * 0.01),
      output: '',
      problem: null,
    })),
    comparisons: [
      {
        artifactId: dump,
        database: 'aurora_shop',
        table: 'orders',
        action: 'decide',
        rowsNow: 18_154,
        rowsBackup: 18_402,
        onlyNow: 22,
        onlyBackup: 270,
        changed: 3,
        examples: {
          onlyNow: ['id 104211', 'id 104212', 'id 104213', 'id 104214', 'id 104215'],
          onlyBackup: ['id 103900', 'id 103901', 'id 103902', 'id 103903', 'id 103904'],
          changed: ['id 101877', 'id 102004', 'id 103311'],
        },
        why: null,
      },
      {
        artifactId: dump,
        database: 'aurora_shop',
        table: 'coupons',
        action: 'decide',
        rowsNow: null,
        rowsBackup: 61,
        onlyNow: null,
        onlyBackup: null,
        changed: null,
        examples: none,
        why: 'it is not in the live database',
      },
      {
        artifactId: dump,
        database: 'aurora_shop',
        table: 'order_items',
        action: 'merge',
        rowsNow: 51_022,
        rowsBackup: 51_790,
        onlyNow: 61,
        onlyBackup: 829,
        changed: 0,
        examples: {
          onlyNow: ['order_id 104211, line 1', 'order_id 104211, line 2'],
          onlyBackup: ['order_id 103900, line 1', 'order_id 103900, line 2', 'order_id 103900, line 3'],
          changed: [],
        },
        why: null,
      },
    ],
    ...change,
  };
}

/** The same restore when it is done: undo armed, rows kept aside. */
export function makeDoneRestore(change: Partial<Restore> = {}): Restore {
  const running = makeRestore(10);
  return {
    ...running,
    state: 'done',
    endedAt: ago(0.02),
    checks: [
      { label: 'Tables of aurora_shop', expected: '64', found: '64', ok: true },
      { label: 'Rows of aurora_shop', expected: '1,902,418', found: '1,902,418', ok: true },
      { label: 'https://aurora-market.example/', expected: '200 to 399', found: '200', ok: true },
    ],
    sideRows: [
      { database: 'aurora_shop', table: 'orders', rows: 31, putBack: false },
      { database: 'aurora_shop', table: 'order_items', rows: 74, putBack: false },
      { database: 'aurora_shop', table: 'users', rows: 1, putBack: false },
    ],
    undo: { state: 'armed', keeps: ['schema aurora_shop__hf_old_r1', 'folder public/uploads.hf-old-r1'], bytes: 2_100_000_000 },
    ...change,
  };
}
