import { describe, expect, it } from 'vitest';
import { COPY_OVERDUE_MS, DRIVE_OVERDUE_MS, type FindingFacts, FINDINGS_FOR_MS, findingsOf } from '../../../src/main/health/findings.ts';
import { BackupId } from '../../../src/shared/model/ids.ts';
import { failedProof, hoursBefore, NOON, sampleCopy, samplePlace, sampleServer, sampleSite, sampleSummary } from '../model-samples.ts';
import { sampleDrive, sampleS3 } from '../part-samples.ts';

const now = Date.parse(NOON);
const here = samplePlace();
const drive = sampleDrive();
const bucket = sampleS3();
const site = sampleSite(sampleServer());
const id = (n: number) => BackupId.parse(`00000000-0000-4000-8000-${String(n).padStart(12, '0')}`);
const msBefore = (ms: number) => new Date(now - ms).toISOString();

function findings(changes: Partial<FindingFacts>) {
  const facts: FindingFacts = {
    now,
    places: [here, drive, bucket],
    lacking: new Map(),
    newest: null,
    newestWhole: null,
    failed: [],
    brokenChains: [],
    keyChanges: [],
    ...changes,
  };
  return findingsOf(facts);
}

const keyChange = (hours: number) => ({
  backupId: id(1),
  startedAt: hoursBefore(hours),
  name: 'APP_KEY',
  beforeId: id(2),
  beforeAt: hoursBefore(hours + 24),
  acknowledged: null,
});

describe('a person is told', () => {
  it('nothing where nothing is wrong', () => {
    expect(findings({ newest: sampleSummary(site), newestWhole: sampleSummary(site) })).toEqual([]);
  });

  it('that the application key is another one, what that means, and what to keep', () => {
    const [finding] = findings({ keyChanges: [keyChange(3)] });
    expect(finding).toMatchObject({ code: 'application-key-changed', severity: 'critical', at: hoursBefore(3), backupId: id(1) });
    expect(finding?.text).toBe(
      'APP_KEY is another one than in the backup made 27\u00a0h ago: what the site encrypted with the old key cannot be read with the new one. ' +
        'If nobody changed it on purpose, find out who did; keep a backup from before, which holds the old key. It is said until it is acknowledged.',
    );
    const acknowledged = { at: NOON, note: 'Rotated.', by: 'ada' };
    expect(findings({ keyChanges: [{ ...keyChange(3), acknowledged }] })).toEqual([]);
  });

  it.each([
    [FINDINGS_FOR_MS, 1],
    [FINDINGS_FOR_MS + 1, 0],
  ])('of a changed key for 35 days (%d ms, %d)', (ms, count) => {
    expect(findings({ keyChanges: [{ ...keyChange(0), startedAt: msBefore(ms) }] })).toHaveLength(count);
  });

  it.each([
    ['none yet, in the first week', { dueAt: hoursBefore(-1), lastPassedAt: null, since: hoursBefore(160) }, []],
    ['none yet, later', { dueAt: hoursBefore(1), lastPassedAt: null, since: hoursBefore(169) }, ['drill-due']],
    ['none in a quarter', { dueAt: hoursBefore(24 * 84), lastPassedAt: null, since: hoursBefore(24 * 91) }, ['no-drill-passed']],
    ['one, not due', { dueAt: hoursBefore(-1), lastPassedAt: hoursBefore(24 * 30), since: hoursBefore(9000) }, []],
    ['one, due', { dueAt: hoursBefore(0), lastPassedAt: hoursBefore(24 * 31), since: hoursBefore(9000) }, ['drill-due']],
    [
      'one, long ago',
      { dueAt: hoursBefore(24 * 60), lastPassedAt: hoursBefore(24 * 90 + 1), since: hoursBefore(9000) },
      ['no-drill-passed'],
    ],
    ['no rhythm', null, []],
  ] as const)('whether a drill is due: %s', (_what, drill, codes) => {
    const found = findings({ drill, newestWhole: sampleSummary(site) });
    expect(found.map(({ code, severity }) => [code, severity])).toEqual(codes.map((code) => [code, 'note']));
    expect(findings({ drill })).toEqual([]);
  });

  it('which copy failed, why, and whether another one is left', () => {
    const failed = (healable: boolean) => ({ copy: sampleCopy(id(2), bucket, failedProof()), startedAt: NOON, healable });
    expect(findings({ failed: [failed(true)] })).toEqual([
      {
        code: 'copy-failed',
        severity: 'at-risk',
        text: 'A copy in s3-main failed its check: aurora_shop.sql.gz was changed. It can be healed from another copy.',
        at: NOON,
        backupId: id(2),
        placeId: bucket.id,
        serverId: null,
      },
    ]);
    expect(findings({ failed: [failed(false)] })).toMatchObject([
      { severity: 'critical', text: expect.stringContaining('No other copy of it is left.') },
    ]);
  });

  it('once for each place that backups there lack an archive', () => {
    const broken = (n: number, placeId: typeof here.id, hours: number) => ({
      backupId: id(n),
      placeId,
      startedAt: hoursBefore(hours),
      needsId: id(9),
      canBring: true,
    });
    expect(findings({ brokenChains: [broken(1, drive.id, 30), broken(2, drive.id, 6), broken(3, bucket.id, 1)] })).toMatchObject([
      { code: 'chain-broken', backupId: id(3), text: expect.stringContaining('In s3-main a backup lacks') },
      { code: 'chain-broken', backupId: id(2), text: expect.stringContaining('In Vault-A 2 backups lack') },
    ]);
  });

  it('what the newest backup lacks, and loudly of new programs among its files', () => {
    const warnings = [
      { code: 'definer', text: 'Views need their users.' },
      { code: 'new-executables', text: '2 new programs: shell.php, x.phtml.' },
    ];
    const newest = sampleSummary(site, { warnings });
    expect(findings({ newest, newestWhole: newest }).map(({ code, severity, text }) => [code, severity, text])).toEqual([
      ['new-executables', 'critical', '2 new programs: shell.php, x.phtml.'],
      ['backup-incomplete', 'at-risk', 'Views need their users.'],
    ]);
  });

  it.each([
    ['S3', bucket, COPY_OVERDUE_MS],
    ['a drive', drive, DRIVE_OVERDUE_MS],
  ])('that %s has lacked backups for too long, and not a moment before', (_name, place, limit) => {
    const overdue = (ms: number) => findings({ lacking: new Map([[place.id, msBefore(ms)]]) });
    expect(overdue(limit)).toEqual([]);
    expect(overdue(limit + 1)).toMatchObject([{ code: 'copy-overdue', severity: 'at-risk', text: expect.stringContaining(place.name) }]);
  });

  it('the worst first, then the newest', () => {
    const found = findings({
      keyChanges: [keyChange(20)],
      failed: [{ copy: sampleCopy(id(2), bucket, failedProof()), startedAt: NOON, healable: true }],
      lacking: new Map([[bucket.id, hoursBefore(100)]]),
    });
    expect(found.map(({ code }) => code)).toEqual(['application-key-changed', 'copy-failed', 'copy-overdue']);
  });
});
