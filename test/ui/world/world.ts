import type { CronState } from '../../../src/shared/model/cron.ts';
import type { BackupDetails, BackupSummary } from '../../../src/shared/model/backup.ts';
import type { FleetStatus } from '../../../src/shared/model/fleet.ts';
import type { Job } from '../../../src/shared/model/job.ts';
import {
  DUMP_STOPPED,
  NOW,
  ago,
  makeBackup,
  makeCopy,
  makeInfo,
  makeJob,
  makeProof,
  makeServer,
  makeSite,
  makeSource,
  makeStatus,
} from './models.ts';
import { makeDetails } from './details.ts';
import type { AlertFacts } from './alert-answers.ts';
import type { AppInfo } from '../../../src/shared/model/settings.ts';
import type { PlaceStatus } from '../../../src/shared/model/place.ts';
import type { TransferSettings } from '../../../src/shared/model/policy.ts';
import { DEFAULT_TRANSFER_SETTINGS } from '../../../src/shared/model/policy.ts';
import type { Deletion, EffectiveRetention } from '../../../src/shared/model/retention.ts';
import { DEFAULT_RETENTION } from '../../../src/shared/model/retention.ts';
import type { KeyStatus } from '../../../src/shared/model/sealing.ts';
import type { SourceProposals } from '../../../src/shared/model/source.ts';
import { boardOf } from './board.ts';
import { healthOfFleet, makeDisks, makeHealth, makeNights } from './health.ts';
import { backupId, jobId, serverId } from './ids.ts';
import { BUCKET, DRIVE, HOME, placeStatuses } from './places.ts';
import type { RecoveryFacts } from './recovery.ts';
import { noRecovery } from './recovery.ts';
import { deletions } from './retention.ts';
import { PROPOSALS, makeConfigSource, makeMediaSource, makeServerBackups } from './sources.ts';
import { makeWholeDetails } from './whole-details.ts';

/** Everything the other side knows. Answers read it at the moment they are asked, so a test may change it and emit an event. */
export interface World {
  info: AppInfo;
  fleet: FleetStatus;
  backups: readonly BackupSummary[];
  details: readonly BackupDetails[];
  jobs: readonly Job[];
  logs: Readonly<Record<string, string>>;
  places: readonly PlaceStatus[];
  proposals: SourceProposals;
  transfer: TransferSettings;
  key: KeyStatus;
  retention: EffectiveRetention;
  deletions: readonly Deletion[];
  recovery: RecoveryFacts;
  /** By site, how its cron differs from that of a quiet night; a site that is not here has none. */
  crons?: ReadonlyMap<string, Partial<CronState>>;
  /** Absent: nothing is set up, nothing was told. */
  alerts?: AlertFacts;
}

/** Nothing is registered; the folder is not chosen. */
export function firstRunWorld(): World {
  return {
    info: makeInfo({ place: null }),
    fleet: { sites: [], servers: [], recentJobs: [], findings: [], health: healthOfFleet([]), disks: [] },
    backups: [],
    details: [],
    jobs: [],
    logs: {},
    places: placeStatuses()
      .slice(0, 1)
      .map((status) => ({ ...status, copies: 0, failedCopies: 0, bytes: 0, newestCopyAt: null, oldestProofAt: null, neverRead: 0 })),
    proposals: PROPOSALS,
    transfer: DEFAULT_TRANSFER_SETTINGS,
    key: { state: 'none', canKeep: true, reason: '' },
    retention: { policy: DEFAULT_RETENTION, setFor: null },
    deletions: [],
    recovery: noRecovery(),
  };
}

/** The folder is chosen; there is no server. */
export function emptyWorld(): World {
  return { ...firstRunWorld(), info: makeInfo() };
}

/** Six sites on three servers in every state: critical, at risk, running, protected, without a backup, with a long name. */
export function fleetWorld(): World {
  const servers = [
    makeServer(1),
    makeServer(2, { name: 'shared-07' }),
    makeServer(3, { name: 'vps-with-a-long-name-in-eu-central-1-behind-a-jump-host', jumpServerId: serverId(1) }),
  ] as const;

  const clinic = makeSite(1, 'saltmarsh-clinic', { serverId: serverId(2), framework: 'Laravel 10.48' });
  const books = makeSite(2, 'harbor-books', { profile: 'django', framework: 'Django 5.1' });
  const fold = makeSite(3, 'fern-and-fold', { framework: 'Laravel 12.1' });
  const market = makeSite(4, 'aurora-market');
  const school = makeSite(5, 'tidewater-school', { profile: 'plain', framework: null, url: null });
  const long = makeSite(6, 'a-very-long-shop-name-of-a-client-who-likes-long-names', { serverId: serverId(3) });

  const marketBackups = [
    makeBackup(1, market, 7.68, {
      databases: ['aurora_shop', 'aurora_stats'],
      elsewhere: [makeCopy(1, BUCKET, makeProof('intact', ago(7.2)))],
    }),
    makeBackup(2, market, 26, {
      databases: ['aurora_shop', 'aurora_stats'],
      trigger: 'checkpoint',
      label: 'before Laravel 12',
      kind: 'incremental',
      parts: ['database', 'media', 'config'],
      media: { kind: 'incremental', files: 100_006 },
      note: 'Ada upgrades on Thursday evening; go back to this one when the queue stalls.',
      held: true,
      elsewhere: [makeCopy(2, BUCKET, makeProof('intact', ago(24)))],
    }),
    makeBackup(3, market, 55, {
      databases: ['aurora_shop'],
      parts: ['database', 'media', 'config'],
      media: { kind: 'full', files: 99_960 },
      bytes: 1_870_000_000,
      elsewhere: [makeCopy(3, DRIVE, makeProof('sound', ago(39.6))), makeCopy(3, BUCKET, makeProof('intact', ago(50)))],
      warnings: [{ code: 'capture.incomplete', text: '3 triggers were left out: TRIGGER is not granted to shop@127.0.0.1.' }],
    }),
    makeBackup(4, market, 24 * 6, { kind: 'structure', bytes: 48_211, proof: makeProof('intact', ago(24 * 6)) }),
    makeBackup(5, market, 24 * 8, {
      proof: makeProof('present', ago(24 * 8), {
        at: ago(3),
        step: 'intact',
        code: 'verify.hash-differs',
        text: 'aurora_shop.sql.gz was changed since it was made',
      }),
      elsewhere: [makeCopy(5, DRIVE, makeProof('intact', ago(24 * 7)))],
    }),
    makeBackup(6, market, 24 * 30, { kind: 'data', proof: makeProof('present', ago(24 * 30)) }),
  ];
  const clinicBackup = makeBackup(11, clinic, 79, {
    databases: ['clinic_main'],
    elsewhere: [makeCopy(11, DRIVE, makeProof('intact', ago(24 * 7)))],
  });
  const booksBackup = makeBackup(12, books, 24 * 9, {
    databases: ['books'],
    trigger: 'adopted',
    proof: makeProof('intact', ago(24 * 9)),
    elsewhere: [makeCopy(12, BUCKET, makeProof('sound', ago(24 * 12)))],
  });
  const foldBackup = makeBackup(13, fold, 31);
  const schoolBackup = makeBackup(14, school, 6.7, {
    parts: ['database', 'media'],
    media: { kind: 'full', files: 812 },
    proof: makeProof('proven', ago(2)),
    elsewhere: [makeCopy(14, DRIVE, makeProof('sound', ago(5))), makeCopy(14, BUCKET, makeProof('sound', ago(2)))],
  });

  const failed = makeJob(11, clinic, { state: 'failed', problem: DUMP_STOPPED, createdAt: ago(7.7) });
  const running = makeJob(13, fold, {
    state: 'running',
    createdAt: ago(0.2),
    startedAt: ago(0.2),
    endedAt: null,
    progress: {
      step: 'Dumping fern_shop',
      doneBytes: 1_210_000_000,
      totalBytes: 2_940_000_000,
      bytesPerSecond: 6_400_000,
      remainingMs: 270_000,
    },
  });
  const done = makeJob(1, market, { backupId: backupId(1), createdAt: ago(7.72) });
  const incomplete = makeJob(3, market, {
    state: 'warning',
    backupId: backupId(3),
    createdAt: ago(55),
    problem: {
      code: 'capture.incomplete',
      title: 'The backup is complete except for what the details name',
      hint: 'Everything else is kept. Each detail says what is left out or must be known before a restore; put it right and back up again.',
      retryable: false,
      detail: "3 triggers. GRANT TRIGGER ON `aurora_shop`.* TO 'shop'@'127.0.0.1';",
    },
  });
  const verified = makeJob(14, school, {
    kind: 'verify',
    title: 'Verify the backup of Fri 20 Nov 03:59',
    backupId: backupId(14),
    createdAt: ago(2),
  });
  const cancelled = makeJob(15, books, { state: 'cancelled', createdAt: ago(24 * 3) });
  const interrupted = makeJob(16, school, {
    state: 'interrupted',
    createdAt: ago(24 * 4),
    problem: {
      code: 'job.interrupted',
      title: 'The work was interrupted when Holdfast ended',
      hint: 'Nothing incomplete was kept. It can be started again.',
      retryable: true,
      detail: '',
    },
  });
  const jobs = [running, verified, failed, done, incomplete, cancelled, interrupted];

  const sites = [
    makeStatus(long, {
      server: servers[2],
      sources: [makeSource(7, long, 'a_schema_with_quite_a_long_name_as_shared_hosts_like_to_give')],
    }),
    makeStatus(clinic, {
      health: makeHealth(clinic.id, 38, { action: 'see-problem', text: 'The last backup failed.', from: 38, to: 79 }),
      nights: makeNights('intact', [
        { state: 'failed', level: null, backups: 0 },
        { state: 'failed', level: null, backups: 0 },
        { state: 'failed', level: null, backups: 0 },
      ]),
      server: servers[1],
      sources: [makeSource(3, clinic, 'clinic_main')],
      board: boardOf([clinicBackup]),
      verdict: 'critical',
      because: 'The last backup failed: The dump stopped before its end; the newest good copy was made 3\u00a0d ago.',
      nextAction: 'see-problem',
      backupCount: 1,
      totalBytes: clinicBackup.bytes,
      newest: clinicBackup,
      newestGoodAt: ago(79),
      oldestAt: ago(79),
      lastJob: failed,
    }),
    makeStatus(books, {
      health: makeHealth(books.id, 74, { action: 'back-up', text: 'The newest good backup was made 9\u00a0d ago.', from: 74, to: 91 }),
      nights: makeNights(
        'intact',
        Array.from({ length: 9 }, () => ({ state: 'none' as const, level: null, backups: 0 })),
      ),
      sources: [makeSource(4, books, 'books'), makeServerBackups(14, books)],
      board: boardOf([booksBackup]),
      verdict: 'at-risk',
      because: 'The newest good copy was made 9\u00a0d ago.',
      nextAction: 'back-up',
      backupCount: 1,
      totalBytes: booksBackup.bytes,
      newest: booksBackup,
      newestGoodAt: ago(24 * 9),
      oldestAt: ago(24 * 9),
      lastJob: cancelled,
    }),
    makeStatus(fold, {
      health: makeHealth(fold.id, 84, { action: 'add-source', text: 'There is one kind of backup alone.', from: 84, to: 89 }),
      nights: makeNights('sound', [{ isOffRange: true }, {}, {}, { state: 'running', level: null, backups: 0 }]),
      sources: [makeSource(5, fold, 'fern_shop')],
      board: boardOf([foldBackup]),
      verdict: 'protected',
      because: 'One copy, on this computer, sound.',
      nextAction: 'none',
      backupCount: 1,
      totalBytes: foldBackup.bytes,
      newest: foldBackup,
      newestGoodAt: ago(31),
      oldestAt: ago(31),
      activeJob: running,
    }),
    makeStatus(market, {
      health: makeHealth(market.id, 97),
      nights: makeNights('sound'),
      sources: [
        makeSource(1, market, 'aurora_shop'),
        makeSource(2, market, 'aurora_stats'),
        makeMediaSource(11, market),
        makeConfigSource(12, market),
        makeServerBackups(13, market),
      ],
      board: boardOf(marketBackups),
      findings: [
        {
          code: 'application-key-changed',
          severity: 'critical',
          text: 'APP_KEY is another one than in the backup of Wed 18 Nov: what was encrypted before cannot be read with it.',
          at: ago(26),
          backupId: backupId(2),
          placeId: null,
          serverId: null,
        },
        {
          code: 'copy-failed',
          severity: 'at-risk',
          text: 'The copy of Thu 12 Nov on this computer failed its check: aurora_shop.sql.gz was changed since it was made.',
          at: ago(3),
          backupId: backupId(5),
          placeId: HOME,
          serverId: null,
        },
        {
          code: 'new-executables',
          severity: 'note',
          text: 'One new script lies among the media: uploads/shell.php.',
          at: ago(26),
          backupId: backupId(2),
          placeId: null,
          serverId: null,
        },
      ],
      policy: { copyTo: [DRIVE, BUCKET], chainLength: 30, fullEveryDays: 30, newFullBy: 'synthetic' },
      verdict: 'protected',
      because: 'The newest copies lie in three places, sound on this computer.',
      nextAction: 'none',
      backupCount: marketBackups.length,
      totalBytes: marketBackups.reduce((sum, { bytes }) => sum + bytes, 0),
      newest: marketBackups[0] ?? null,
      newestGoodAt: ago(7.68),
      oldestAt: ago(24 * 30),
      lastJob: done,
    }),
    makeStatus(school, {
      health: makeHealth(school.id, 94, { action: 'run-drill', text: 'No drill of this site has passed yet.', from: 94, to: 100 }),
      nights: makeNights('sound'),
      sources: [makeSource(6, school, 'school'), makeMediaSource(15, school, { folders: ['media'] })],
      board: boardOf([schoolBackup]),
      verdict: 'protected',
      because: 'One copy, on this computer, proven by a drill.',
      nextAction: 'none',
      backupCount: 1,
      totalBytes: schoolBackup.bytes,
      newest: schoolBackup,
      newestGoodAt: ago(6.7),
      oldestAt: ago(6.7),
      lastJob: verified,
    }),
  ];

  return {
    ...firstRunWorld(),
    info: makeInfo(),
    places: placeStatuses(),
    deletions: deletions(),
    fleet: { sites, servers: [...servers], recentJobs: jobs, findings: [], health: healthOfFleet(sites), disks: makeDisks() },
    backups: [...marketBackups, clinicBackup, booksBackup, foldBackup, schoolBackup],
    details: [makeDetails(market, servers[0]), makeWholeDetails(market, servers[0])],
    jobs,
    logs: {
      [jobId(11)]: logOf(failed, [
        'starting mysqldump of clinic_main',
        'table 14 of 61: appointments',
        'mysqldump: Got errno 28 on write',
        'nothing kept',
      ]),
      [jobId(13)]: logOf(running, ['starting mariadb-dump of fern_shop', 'receiving, gzip']),
    },
  };
}

function logOf(job: Job, lines: readonly string[]): string {
  const start = Date.parse(job.startedAt ?? job.createdAt);
  return lines.map((line, index) => `${new Date(Math.min(NOW, start + index * 4000)).toISOString()} ${line}`).join('\n');
}
