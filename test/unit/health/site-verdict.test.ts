import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AppError, type ErrorCode } from '../../../src/main/errors/app-error.ts';
import { SEVERITY, type SiteFacts, siteVerdict } from '../../../src/main/health/site-verdict.ts';
import type { BackupSummary, Proof } from '../../../src/shared/model/backup.ts';
import type { Finding } from '../../../src/shared/model/fleet.ts';
import type { PlaceId } from '../../../src/shared/model/ids.ts';
import type { Job } from '../../../src/shared/model/job.ts';
import { type BoardStep, NO_STEP, type ProofBoard } from '../../../src/shared/model/proof-board.ts';
import {
  failedProof,
  hoursBefore,
  NOON,
  sampleCopy,
  sampleJob,
  samplePlace,
  sampleProof,
  sampleServer,
  sampleSite,
  sampleSummary,
} from '../model-samples.ts';
import { sampleDrive } from '../part-samples.ts';

const site = sampleSite(sampleServer());
const place = samplePlace();
const drive = sampleDrive();
const HELD: ProofBoard = { cells: [], rules: [], held: true, next: NO_STEP };
/** A board that lacks something, with the step towards it. */
const towards = (action: BoardStep['action']): ProofBoard => ({
  ...HELD,
  held: false,
  next: { action, placeId: drive.id, backupId: null },
});
const absent = new Map([[drive.id, { state: 'absent', reason: 'not plugged in' } as const]]);
const found = (
  code: string,
  severity: Finding['severity'] = 'at-risk',
  text = 'Vault-A lacks backups.',
  placeId: PlaceId | null = drive.id,
): Finding => ({
  code,
  severity,
  text,
  at: NOON,
  placeId,
  serverId: null,
  backupId: null,
});

function backup(hours: number, proofs: readonly Proof[], changes: Partial<BackupSummary> = {}): BackupSummary {
  const summary = sampleSummary(site, { startedAt: hoursBefore(hours), completedAt: hoursBefore(hours - 0.1), ...changes });
  return { ...summary, copies: proofs.map((proof, index) => sampleCopy(summary.id, index === 0 ? place : drive, proof)) };
}

/** A site with one sound full backup of an hour ago; `newestGoodAt` follows from the backup unless it is said. */
function facts(changes: Partial<SiteFacts> = {}): SiteFacts {
  const newest = changes.newest === undefined ? backup(1, [sampleProof('sound')]) : changes.newest;
  const newestFull = changes.newestFull === undefined ? newest : changes.newestFull;
  const good = newestFull?.copies.some(({ proof }) => proof.failure === null) === true ? newestFull.startedAt : null;
  return {
    now: Date.parse(NOON),
    rpoTargetMs: 24 * 3_600_000,
    serverName: 'web-1',
    hostKeyPinned: true,
    databases: ['aurora_shop'],
    newest,
    newestFull,
    newestGoodAt: good,
    media: null,
    config: null,
    adopts: false,
    lastBackupJob: null,
    places: [place, drive],
    findings: [],
    board: HELD,
    owes: new Set([drive.id]),
    presences: new Map(),
    ...changes,
  };
}

const of = (newest: BackupSummary | null): SiteFacts => facts({ newest });
const ended = (state: Job['state'], hours: number, code: ErrorCode = 'place.full'): Job =>
  sampleJob({
    state,
    createdAt: hoursBefore(hours),
    endedAt: hoursBefore(hours),
    problem: state === 'succeeded' ? null : new AppError(code).toProblem(),
  });
const warning = { code: 'capture.incomplete', text: 'Events are left out.' };
const structure = backup(1, [sampleProof()], { kind: 'structure' });

describe('the verdict on a site', () => {
  it.each<readonly [string, SiteFacts, readonly [string, string, string]]>([
    ['sound copy', facts(), ['protected', 'none', 'One copy, on this computer, sound.']],
    ['intact copy', of(backup(1, [sampleProof('intact')])), ['protected', 'none', 'One copy, on this computer, intact.']],
    ['proven copy', of(backup(1, [sampleProof('proven')])), ['protected', 'none', 'One copy, on this computer, proven by a drill.']],
    [
      'two copies',
      of(backup(1, [sampleProof('intact'), sampleProof('sound')])),
      ['protected', 'none', '2 copies, on this computer and on a drive, sound.'],
    ],
    ['just in time', of(backup(30, [sampleProof()])), ['protected', 'none', 'One copy, on this computer, sound.']],
    ['nothing', of(null), ['no-backup', 'back-up', 'No backup has been made yet.']],
    [
      'no database',
      facts({ newest: null, databases: [] }),
      ['no-backup', 'add-database', 'No backup yet: no database is registered for this site.'],
    ],
    [
      'no key',
      facts({ newest: null, hostKeyPinned: false }),
      ['no-backup', 'pin-host-key', 'No backup yet: the host key of web-1 has not been accepted.'],
    ],
    [
      'first attempt failed',
      facts({ newest: null, lastBackupJob: ended('failed', 1) }),
      ['no-backup', 'see-problem', 'No backup yet: the last attempt failed: There is no room left for the backup.'],
    ],
    [
      'data missing from the newest',
      facts({ findings: [found('anomaly', 'critical', 'Tables are gone: orders.')] }),
      ['at-risk', 'see-problem', 'Tables are gone: orders.'],
    ],
    [
      'an odd size',
      facts({ findings: [found('anomaly', 'note', 'Larger than usual.')] }),
      ['protected', 'none', 'One copy, on this computer, sound.'],
    ],
    ['never re-read', of(backup(1, [sampleProof('present')])), ['at-risk', 'verify', 'One copy, on this computer, not yet re-read.']],
    ['overdue', of(backup(30.1, [sampleProof()])), ['at-risk', 'back-up', 'The newest good copy was made 30\u00a0h ago.']],
    ['long overdue', of(backup(73, [sampleProof()])), ['critical', 'back-up', 'The newest good copy was made 3\u00a0d ago.']],
    [
      'long overdue, no key',
      facts({ newest: backup(73, [sampleProof()]), hostKeyPinned: false }),
      ['critical', 'pin-host-key', 'The newest good copy was made 3\u00a0d ago.'],
    ],
    [
      'long overdue, no database',
      facts({ newest: backup(73, [sampleProof()]), databases: [] }),
      ['critical', 'add-database', 'The newest good copy was made 3\u00a0d ago.'],
    ],
    [
      'key lost later',
      facts({ hostKeyPinned: false }),
      ['at-risk', 'pin-host-key', 'No new backup can be made: the host key of web-1 has not been accepted.'],
    ],
    [
      'databases removed later',
      facts({ databases: [] }),
      ['at-risk', 'add-database', 'No new backup can be made: no database is registered for this site.'],
    ],
    [
      'future',
      of(backup(-1, [sampleProof()])),
      ['at-risk', 'back-up', 'The newest good copy bears a time in the future: check the clock of this computer.'],
    ],
    [
      'only copy failed',
      of(backup(1, [failedProof()])),
      ['critical', 'back-up', 'The newest backup failed its check: aurora_shop.sql.gz was changed; there is no good copy.'],
    ],
    [
      'newest failed, older good',
      facts({ newest: backup(1, [failedProof()]), newestGoodAt: hoursBefore(25) }),
      [
        'critical',
        'back-up',
        'The newest backup failed its check: aurora_shop.sql.gz was changed; the newest good copy was made 25\u00a0h ago.',
      ],
    ],
    [
      'one copy of two failed',
      of(backup(1, [failedProof(), sampleProof()])),
      ['at-risk', 'heal', '1 of 2 copies of the newest backup failed the check.'],
    ],
    ['copies gone', of(backup(1, [])), ['critical', 'back-up', 'No copy of the newest backup is left; there is no good copy.']],
    [
      'structure only',
      facts({ newest: structure, newestFull: null }),
      ['critical', 'back-up', 'There is only a backup of structure; it does not hold the whole site.'],
    ],
    [
      'structure after full',
      facts({ newest: structure, newestFull: backup(2, [sampleProof()]) }),
      ['protected', 'none', 'One copy, on this computer, sound.'],
    ],
    [
      'databases only in part',
      facts({ newest: backup(1, [sampleProof()]), newestFull: null }),
      ['critical', 'back-up', 'No backup holds every database of the site.'],
    ],
    [
      'files alone, and no database registered',
      facts({ databases: [], media: { newestGoodAt: hoursBefore(1) } }),
      ['protected', 'none', 'One copy, on this computer, sound.'],
    ],
    [
      'files registered that nothing holds',
      facts({ media: { newestGoodAt: null } }),
      ['at-risk', 'back-up', 'No good backup holds the files of the site.'],
    ],
    [
      'files archived a week ago',
      facts({ media: { newestGoodAt: hoursBefore(8 * 24) } }),
      ['protected', 'none', 'One copy, on this computer, sound.'],
    ],
    [
      'files archived longer ago',
      facts({ media: { newestGoodAt: hoursBefore(8 * 24 + 1) } }),
      ['at-risk', 'back-up', 'The newest good backup of the files was made 8\u00a0d ago.'],
    ],
    [
      'settings registered that nothing holds',
      facts({ config: { newestGoodAt: null } }),
      ['at-risk', 'back-up', 'No good backup holds the settings of the site.'],
    ],
    [
      'a copy of an older backup failed',
      facts({ findings: [found('copy-failed')] }),
      ['at-risk', 'heal', '1 copy of older backups failed the check.'],
    ],
    [
      'and no other copy of it is left',
      facts({ findings: [found('copy-failed', 'critical')] }),
      ['at-risk', 'see-problem', '1 copy of older backups failed the check.'],
    ],
    ['a place lags behind', facts({ findings: [found('copy-overdue')] }), ['at-risk', 'copy', 'Vault-A lacks backups.']],
    ['a chain is broken in a place', facts({ findings: [found('chain-broken')] }), ['at-risk', 'copy', 'Vault-A lacks backups.']],
    [
      'a new key alone',
      facts({ findings: [found('application-key-changed', 'critical')] }),
      ['protected', 'none', 'One copy, on this computer, sound.'],
    ],
    [
      'a place lags behind whose drive is away',
      facts({ findings: [found('copy-overdue')], presences: absent }),
      ['at-risk', 'plug-in-drive', 'Vault-A lacks backups.'],
    ],
    [
      'a chain is broken where no copy would mend it',
      facts({ findings: [found('chain-broken')], owes: new Set() }),
      ['at-risk', 'see-problem', 'Vault-A lacks backups.'],
    ],
    ...(['add-place', 'copy', 'copy-to', 'verify', 'heal', 'plug-in-drive'] as const).map(
      (action): [string, SiteFacts, readonly [string, string, string]] => [
        `something is lacking, and ${action} brings it`,
        facts({ board: towards(action) }),
        ['protected', action, 'One copy, on this computer, sound.'],
      ],
    ),
    ['paused', facts({ lastBackupJob: ended('paused', 0.5) }), ['protected', 'none', 'One copy, on this computer, sound.']],
    [
      'warning',
      of(backup(1, [sampleProof()], { warnings: [warning, warning] })),
      ['at-risk', 'see-problem', 'The newest backup is not complete: Events are left out (and 1 more).'],
    ],
    [
      'database added later',
      facts({ databases: ['aurora_shop', 'aurora_log'] }),
      ['at-risk', 'back-up', 'The newest backup does not hold aurora_log.'],
    ],
    [
      'last job failed',
      facts({ lastBackupJob: ended('failed', 0.5) }),
      [
        'at-risk',
        'see-problem',
        'The last backup failed: There is no room left for the backup; the newest good copy was made 1\u00a0h ago.',
      ],
    ],
    [
      'last job failed, long overdue',
      facts({ newest: backup(80, [sampleProof()]), lastBackupJob: ended('failed', 0.5) }),
      [
        'critical',
        'see-problem',
        'The last backup failed: There is no room left for the backup; the newest good copy was made 3\u00a0d ago.',
      ],
    ],
    ['failure made good since', facts({ lastBackupJob: ended('failed', 2) }), ['protected', 'none', 'One copy, on this computer, sound.']],
    ['last job succeeded', facts({ lastBackupJob: ended('succeeded', 0.5) }), ['protected', 'none', 'One copy, on this computer, sound.']],
    [
      'last job interrupted',
      facts({ lastBackupJob: ended('interrupted', 0.5, 'job.interrupted') }),
      ['at-risk', 'back-up', 'The last backup was interrupted and can be started again.'],
    ],
    [
      'last job ended with a warning the backup does not carry',
      facts({ lastBackupJob: ended('warning', 0.5, 'capture.incomplete') }),
      ['at-risk', 'see-problem', 'The last backup: The backup is complete except for what the details name.'],
    ],
    [
      'last backup stopped before it was read back',
      facts({ newest: backup(1, [sampleProof('present')]), lastBackupJob: ended('warning', 0.5, 'backup.not-read-back') }),
      ['at-risk', 'verify', 'One copy, on this computer, not yet re-read.'],
    ],
    [
      'and read since',
      facts({ lastBackupJob: ended('warning', 0.5, 'backup.not-read-back') }),
      ['protected', 'none', 'One copy, on this computer, sound.'],
    ],
    [
      'last backup is not in the catalog, though an earlier one with a warning is',
      facts({
        newest: backup(1, [sampleProof()], { warnings: [{ code: 'definer', text: 'Views need their users.' }] }),
        lastBackupJob: ended('warning', 0.5, 'catalog.backup-not-recorded'),
      }),
      ['at-risk', 'see-problem', 'The last backup: The backup is complete and kept, but the catalog could not be written.'],
    ],
  ])('%s', (_name, given, [verdict, nextAction, because]) => {
    expect(siteVerdict(given)).toEqual({ verdict, nextAction, because });
  });
});

const level = fc.constantFrom<Proof['level'][]>('present', 'intact', 'sound', 'proven');
const proof = fc.tuple(level, fc.boolean()).map(([at, failed]) => (failed ? failedProof(at) : sampleProof(at)));
const someBackup = fc
  .record({
    hours: fc.double({ min: -2, max: 100, noNaN: true }),
    proofs: fc.array(proof, { maxLength: 2 }),
    warnings: fc.constantFrom<BackupSummary['warnings'][]>([], [warning]),
    databases: fc.subarray(['aurora_shop', 'aurora_log']),
  })
  .map(({ hours, proofs, ...rest }) => backup(hours, proofs, rest));
const someJob = fc.option(
  fc
    .tuple(fc.constantFrom<Job['state'][]>('succeeded', 'warning', 'failed', 'interrupted'), fc.double({ min: 0, max: 100, noNaN: true }))
    .map(([state, hours]) => ended(state, hours)),
  { nil: null },
);
const someFacts = fc
  .record({
    hostKeyPinned: fc.boolean(),
    databases: fc.subarray(['aurora_shop', 'aurora_log']),
    newest: fc.option(someBackup, { nil: null }),
    olderGoodHours: fc.option(fc.double({ min: 0, max: 100, noNaN: true }), { nil: null }),
    lastBackupJob: someJob,
  })
  .map(({ olderGoodHours, ...changes }) => {
    const given = facts(changes);
    // An older good backup may exist wherever there is a newest one.
    const older = olderGoodHours === null || given.newest === null ? null : hoursBefore(olderGoodHours, given.newest.startedAt);
    return { ...given, newestGoodAt: given.newestGoodAt ?? older };
  });

/** Each makes one fact worse and leaves the others alone. */
const WORSE: Readonly<Record<string, (given: SiteFacts) => SiteFacts>> = {
  'the host key is gone': (given) => ({ ...given, hostKeyPinned: false }),
  'the databases are gone': (given) => ({ ...given, databases: [] }),
  'a database is not in the backup': (given) => ({ ...given, databases: [...given.databases, 'not_captured'] }),
  'the backups are gone': (given) => ({ ...given, newest: null, newestFull: null, newestGoodAt: null }),
  // Time that passes puts a clock right which was behind: that is no worse fact.
  'time passes': (given) => (Date.parse(given.newestGoodAt ?? NOON) > given.now ? given : { ...given, now: given.now + 26 * 3_600_000 }),
  'the job failed': (given) => ({ ...given, lastBackupJob: ended('failed', 0) }),
  'every copy fails': (given) => ({ ...withProofs(given, () => failedProof()), newestGoodAt: null }),
  'no copy was ever re-read': (given) =>
    withProofs(given, (before) => ({ ...before, level: 'present', intactAt: null, soundAt: null, provenAt: null })),
  'a warning is added': (given) => withBackup(given, (before) => ({ ...before, warnings: [...before.warnings, warning] })),
};

function withBackup(given: SiteFacts, change: (before: BackupSummary) => BackupSummary): SiteFacts {
  if (given.newest === null) return given;
  const newest = change(given.newest);
  return { ...given, newest, newestFull: newest };
}

function withProofs(given: SiteFacts, change: (before: Proof) => Proof): SiteFacts {
  return withBackup(given, (before) => ({ ...before, copies: before.copies.map((copy) => ({ ...copy, proof: change(copy.proof) })) }));
}

describe('whatever the facts', () => {
  it.each(Object.entries(WORSE))('the verdict is never better because %s', (_name, worsen) => {
    fc.assert(
      fc.property(someFacts, (given) => {
        expect(SEVERITY[siteVerdict(worsen(given)).verdict]).toBeGreaterThanOrEqual(SEVERITY[siteVerdict(given).verdict]);
      }),
      { numRuns: 500 },
    );
  });

  it('a site is protected only by a full copy that was re-read and found intact, and is not overdue', () => {
    let protectedSeen = 0;
    fc.assert(
      fc.property(someFacts, (given) => {
        const { verdict, nextAction } = siteVerdict(given);
        if (verdict !== 'protected') return nextAction !== 'none';
        protectedSeen += 1;
        const proofs = given.newestFull?.copies.map((copy) => copy.proof) ?? [];
        return (
          proofs.some(({ failure, intactAt }) => failure === null && intactAt !== null) &&
          proofs.every(({ failure }) => failure === null) &&
          given.now - Date.parse(given.newestGoodAt ?? '') <= 30 * 3_600_000
        );
      }),
      { numRuns: 5000 },
    );
    expect(protectedSeen).toBeGreaterThan(5);
  });
});
