import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ProofLevel, Trigger } from '../../../../src/shared/model/backup.ts';
import { PlaceId } from '../../../../src/shared/model/ids.ts';
import { Proposal } from '../../../../src/shared/model/proposal.ts';
import { Branch, type Situation } from '../../../../src/shared/model/situation.ts';
import type { BackupFacts, PlaceFacts, ProposalFacts } from '../../../../src/main/restore/proposal/proposal-facts.ts';
import { proposeBackup } from '../../../../src/main/restore/proposal/propose-backup.ts';
import {
  failedProof,
  hoursBefore,
  NOON,
  sampleCopy,
  samplePlace,
  sampleProof,
  sampleServer,
  sampleSite,
  sampleSummary,
} from '../../model-samples.ts';

const site = sampleSite(sampleServer());
const here = samplePlace();
const onServer: PlaceFacts = { id: PlaceId.parse(crypto.randomUUID()), name: 'web-1', kind: 'server-folder', reachable: true };
const places: readonly PlaceFacts[] = [{ id: here.id, name: 'This computer', kind: 'this-computer', reachable: true }, onServer];

const situation = (branch: Branch, changes: Partial<Situation> = {}): Situation => ({
  branch,
  noticedAt: NOON,
  firstSignAt: null,
  marginHours: 0,
  tables: [],
  paths: [],
  stillWriting: null,
  ...changes,
});

interface Made {
  readonly hours: number;
  readonly level?: ProofLevel;
  readonly trigger?: Trigger;
  readonly kind?: BackupFacts['backup']['kind'];
  readonly rows?: Readonly<Record<string, number>>;
  readonly executables?: readonly string[];
  readonly at?: 'here' | 'server' | 'failed' | 'nowhere';
  readonly warned?: boolean;
  readonly brokenChain?: boolean;
}

function made({ hours, level = 'sound', at = 'here', ...rest }: Made): BackupFacts {
  const summary = sampleSummary(site, {
    kind: rest.kind ?? 'full',
    trigger: rest.trigger ?? 'manual',
    media: { kind: 'full', files: 10 },
    warnings: rest.warned === true ? [{ code: 'tables-missing', text: 'A table could not be read.' }] : [],
  });
  const copy = sampleCopy(summary.id, here, at === 'failed' ? failedProof() : sampleProof(level));
  const copies = at === 'nowhere' ? [] : [at === 'server' ? { ...copy, placeId: onServer.id } : copy];
  return {
    backup: { ...summary, copies },
    capturedTo: hoursBefore(hours),
    rows: new Map(Object.entries(rest.rows ?? { 'aurora_shop.orders': 1000 })),
    executables: new Set(rest.executables ?? []),
    applicationKey: null,
    brokenChainAt: new Set(rest.brokenChain === true ? [here.id, onServer.id] : []),
    databaseBytes: 100,
    mediaBytes: 1000,
  };
}

const propose = (answered: Situation, backups: readonly BackupFacts[], more: Partial<ProposalFacts> = {}) =>
  Proposal.parse(proposeBackup({ situation: answered, backups, places, drills: [], restoreBytesPerSecond: null, ...more }));

const because = (proposal: Proposal, facts: BackupFacts) =>
  proposal.rejected.find(({ backup }) => backup.id === facts.backup.id)?.rejectedBecause;

const arbitraryBackup = fc.record({
  hours: fc.integer({ min: 0, max: 1000 }),
  level: fc.constantFrom<ProofLevel>('present', 'intact', 'sound', 'proven'),
  trigger: fc.constantFrom<Trigger>('manual', 'checkpoint', 'adopted', 'synthetic', 'safety'),
  kind: fc.constantFrom<BackupFacts['backup']['kind']>('full', 'incremental', 'structure', 'data'),
  at: fc.constantFrom<NonNullable<Made['at']>>('here', 'server', 'failed', 'nowhere'),
  warned: fc.boolean(),
  brokenChain: fc.boolean(),
  executables: fc.subarray(['a.php', 'b.php']),
  rows: fc.record({ 'aurora_shop.orders': fc.integer({ min: 0, max: 1000 }) }),
});
const arbitrarySituation = fc
  .record({
    branch: fc.constantFrom(...Branch.options),
    sign: fc.option(fc.integer({ min: 0, max: 500 }), { nil: null }),
    marginHours: fc.integer({ min: 0, max: 100 }),
    tables: fc.subarray(['orders']),
  })
  .map(({ branch, sign, ...rest }) => situation(branch, { ...rest, firstSignAt: sign === null ? null : hoursBefore(sign) }));

test('whatever there is: nothing is proposed from after the bound, without a copy that holds, or in part', () => {
  fc.assert(
    fc.property(arbitrarySituation, fc.array(arbitraryBackup, { maxLength: 30 }), (answered, specs) => {
      const backups = specs.map(made);
      const proposal = propose(answered, backups);
      const chosen = backups.find(({ backup }) => backup.id === proposal.proposed?.backup.id);
      expect(chosen === undefined).toBe(proposal.proposed === null);
      if (chosen === undefined) return;
      expect(proposal.before === null || chosen.capturedTo <= proposal.before).toBe(true);
      expect(['full', 'incremental']).toContain(chosen.backup.kind);
      const copy = chosen.backup.copies.find(({ placeId }) => placeId === proposal.proposed?.placeId);
      expect(copy?.proof.failure).toBeNull();
      expect(chosen.brokenChainAt.has(copy!.placeId)).toBe(false);
      expect(answered.branch === 'hacked' && copy?.placeId === onServer.id).toBe(false);
    }),
  );
});

test('the proposed and the rejected are all there is, each once, and each rejected one says why', () => {
  fc.assert(
    fc.property(arbitrarySituation, fc.array(arbitraryBackup, { maxLength: 30 }), (answered, specs) => {
      const backups = specs.map(made);
      const { proposed, rejected, stillPossible } = propose(answered, backups);
      const listed = [...(proposed === null ? [] : [proposed]), ...rejected].map(({ backup }) => backup.id);
      expect(listed.toSorted()).toEqual(backups.map(({ backup }) => backup.id).toSorted());
      for (const { rejectedBecause } of rejected) expect(rejectedBecause).not.toBe('');
      expect(proposed === null ? stillPossible.length > 0 : stillPossible.length === 0).toBe(true);
    }),
  );
});

test('after a break-in the newest backup from before the first sign less the margin is proposed, and read from off the server', () => {
  const answered = situation('hacked', { firstSignAt: hoursBefore(10), marginHours: 12 });
  const after = made({ hours: 4 });
  const inMargin = made({ hours: 15 });
  const onlyOnServer = made({ hours: 24, at: 'server' });
  const clean = made({ hours: 30 });
  const older = made({ hours: 54 });
  const proposal = propose(answered, [after, inMargin, onlyOnServer, clean, older]);
  expect(proposal.proposed?.backup.id).toBe(clean.backup.id);
  expect(proposal.rpoMs).toBe(30 * 3_600_000);
  expect(because(proposal, after)).toBe('6 h after the first sign.');
  expect(because(proposal, inMargin)).toBe('Before the first sign, but inside the 12 h margin.');
  expect(because(proposal, onlyOnServer)).toContain('only on the server');
  expect(because(proposal, older)).toBe('Would do too, but loses 24 h more and gains nothing known.');
});

test('a script that appeared among the media disqualifies that backup and the later ones that still hold it, after a break-in', () => {
  const clean = made({ hours: 90, executables: ['tool.php'] });
  const infected = made({ hours: 60, executables: ['tool.php', 'map.php'] });
  const still = made({ hours: 30, executables: ['tool.php', 'map.php'] });
  const proposal = propose(situation('hacked'), [still, infected, clean]);
  expect(proposal.proposed?.backup.id).toBe(clean.backup.id);
  expect(because(proposal, still)).toContain('map.php');
});

test('rows that collapsed yesterday disqualify the backups that have lost them already', () => {
  const whole = made({ hours: 40 });
  const lost = made({ hours: 16, rows: { 'aurora_shop.orders': 3 } });
  const proposal = propose(situation('data-damaged'), [whole, lost]);
  expect(proposal.proposed?.backup.id).toBe(whole.backup.id);
  expect(because(proposal, lost)).toBe('aurora_shop.orders has 3 rows in it, down from 1000.');
});

test('a dropped table comes from the newest backup that holds it with rows', () => {
  const holds = made({ hours: 40 });
  const empty = made({ hours: 20, rows: { 'aurora_shop.orders': 0, 'aurora_shop.users': 4 } });
  const gone = made({ hours: 2, rows: { 'aurora_shop.users': 4 } });
  const proposal = propose(situation('table-dropped', { tables: ['orders'] }), [holds, empty, gone]);
  expect(proposal.proposed?.backup.id).toBe(holds.backup.id);
  expect(because(proposal, gone)).toBe('It does not hold orders with rows.');
  expect(because(proposal, empty)).toBe('It does not hold orders with rows.');
});

test('an update is undone by the checkpoint before it, though a later nightly lies before the first sign as well', () => {
  const checkpoint = made({ hours: 5, trigger: 'checkpoint' });
  const nightly = made({ hours: 4 });
  const after = made({ hours: 1, trigger: 'checkpoint' });
  const proposal = propose(situation('update-failed', { firstSignAt: hoursBefore(3) }), [checkpoint, nightly, after]);
  expect(proposal.proposed?.backup.id).toBe(checkpoint.backup.id);
  const stale = made({ hours: 24 * 60, trigger: 'checkpoint' });
  expect(propose(situation('update-failed'), [stale, nightly]).proposed?.backup.id).toBe(nightly.backup.id);
});

test('a copy nobody has read again gives way to a sound one of the same day, not to one of last week', () => {
  const unread = made({ hours: 1, level: 'present' });
  const sameDay = made({ hours: 12 });
  const lastWeek = made({ hours: 24 * 7 });
  expect(propose(situation('server-gone'), [unread, sameDay]).proposed?.backup.id).toBe(sameDay.backup.id);
  expect(propose(situation('server-gone'), [unread, lastWeek]).proposed?.backup.id).toBe(unread.backup.id);
});

test('the time to restore comes from measured rates, and is unknown where nothing was measured', () => {
  const backups = [made({ hours: 5 })];
  expect(propose(situation('data-damaged'), backups)).toMatchObject({ rtoMs: null, rtoFrom: 'unknown', bytesToSend: 100 });
  expect(propose(situation('data-damaged'), backups, { restoreBytesPerSecond: 50 })).toMatchObject({ rtoMs: 2000, rtoFrom: 'rates' });
  expect(propose(situation('media-broken'), backups, { restoreBytesPerSecond: 50 })).toMatchObject({ rtoMs: null, bytesToSend: null });
});

test('five thousand backups are judged while nobody notices the wait', () => {
  const rows = Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`aurora_shop.t${index}`, 100 + index]));
  const backups = Array.from({ length: 5000 }, (_, index) => made({ hours: index, rows }));
  const begun = performance.now();
  expect(propose(situation('hacked'), backups).rejected).toHaveLength(50);
  expect(performance.now() - begun).toBeLessThan(2000);
});

test('a zip the server made is proposed for its databases and its files, with what it needs and leaves over', () => {
  const zip: BackupFacts = { ...made({ hours: 2 }), zip: { encrypted: true } };
  const proposal = propose(situation('data-damaged'), [zip]);
  expect(proposal.proposed?.backup.id).toBe(zip.backup.id);
  const said = proposal.proposed?.reasons.find(({ code }) => code === 'server-zip');
  expect(said).toMatchObject({ speaks: 'note', text: expect.stringMatching(/encrypted.*Of its 10 files.*in media folders/) as string });
  expect(propose(situation('data-damaged'), [zip]).bytesToSend).toBe(100);
  expect(propose(situation('server-gone'), [zip]).bytesToSend).toBe(1000);
  expect(propose(situation('media-broken'), [zip]).proposed?.backup.id).toBe(zip.backup.id);
  const filesAlone: BackupFacts = { ...zip, backup: { ...zip.backup, databases: [] } };
  expect(because(propose(situation('data-damaged'), [filesAlone]), filesAlone)).toBe('It holds no database.');
});
