import { describe, expect, test } from 'vitest';
import { Evidence, type StepId } from '../../../src/shared/model/checklist.ts';
import type { PlaceId } from '../../../src/shared/model/ids.ts';
import { evidenceOf } from '../../../src/main/checklist/evidence-of.ts';
import type { ChecklistFacts, JobFact } from '../../../src/main/checklist/facts.ts';
import { hoursBefore } from '../model-samples.ts';
import { FULL_PAPERS, goodFacts, goodPlace, goodSite, goodVault } from './checklist-samples.ts';

const WEEKLY: readonly StepId[] = ['status', 'recent-backup', 'download', 'second-place', 'log', 'disk', 'documentation'];
const say = (step: StepId, changes: Partial<ChecklistFacts>) => Evidence.parse(evidenceOf(step, goodFacts(changes)));
const words = (evidence: Evidence) => [...evidence.details, ...evidence.unchecked].join(' ').replaceAll('\u00a0', ' ');

test.each(WEEKLY)('has nothing to ask of %s where everything is in order', (step) => {
  expect(say(step, {}).state).toBe('in-order');
});

test.each(WEEKLY.filter((step) => step !== 'disk'))('does not call %s in order where no site is registered', (step) => {
  const evidence = say(step, { sites: [], jobs: [] });
  expect(evidence.state).toBe('unknown');
  expect(evidence.unchecked.length).toBeGreaterThan(0);
});

describe('status', () => {
  test('counts the verdicts and says why of each that is not protected, worst first', () => {
    const evidence = say('status', {
      sites: [
        goodSite(),
        goodSite({ name: 'harbor-books', verdict: 'at-risk', because: 'Not pulled for 9 days.' }),
        goodSite({ name: 'saltmarsh', verdict: 'critical', because: 'The dump is incomplete.' }),
      ],
    });
    expect(evidence.state).toBe('problem');
    expect(evidence.headline).toBe('1 protected, 1 at risk, 1 critical');
    expect(words(evidence)).toBe('saltmarsh: the dump is incomplete. harbor-books: not pulled for 9 days.');
    expect(evidence.actions).toEqual([{ kind: 'open', label: 'Open the fleet', screen: 'fleet' }]);
  });
  test('is not in order while a site that is protected has an open finding', () => {
    const gone = { severity: 'critical', text: 'orders lost 40 % of its rows.' } as const;
    const grave = say('status', { sites: [goodSite({ findings: [gone] })] });
    expect(grave).toMatchObject({ state: 'problem', details: ['aurora-market: orders lost 40 % of its rows.'] });
    expect(say('status', { sites: [goodSite({ findings: [{ ...gone, severity: 'at-risk' }] })] }).state).toBe('attention');
  });
  test('tells of nights without a backup, of cron that is silent and of what is wrong in the fleet', () => {
    const evidence = say('status', {
      sites: [
        goodSite({
          nights: { days: 7, withBackup: 5 },
          cron: { troubles: ['cron has been silent for 3 days.'], askedAt: hoursBefore(2), notKnown: [] },
        }),
      ],
      fleetFindings: [{ severity: 'at-risk', text: 'web-1 is nearly full.' }],
    });
    expect(evidence.state).toBe('attention');
    expect(words(evidence)).toBe(
      'aurora-market: cron has been silent for 3 days. As the server said 2 h ago. web-1 is nearly full. aurora-market: backups on 5 of the last 7 days.',
    );
  });
});

describe('what runs on servers', () => {
  const cron = { troubles: [], askedAt: hoursBefore(3), notKnown: [] };
  test('is in order as of the last answer of the server, whose age is said', () => {
    const evidence = say('status', { sites: [goodSite({ cron })] });
    expect([evidence.state, words(evidence)]).toEqual(['in-order', 'aurora-market: what runs on the server was in order 3 h ago.']);
  });
  test('could not be checked where the answer is older than the next run, or none ever came', () => {
    const old = say('status', {
      sites: [goodSite({ cron: { ...cron, askedAt: hoursBefore(50), notKnown: ['the dump of the database'] } })],
    });
    expect([old.state, words(old)]).toEqual([
      'unknown',
      'aurora-market: whether the dump of the database ran is not known, because the server last answered 2 d 2 h ago.',
    ]);
    const never = say('status', { sites: [goodSite({ cron: { ...cron, askedAt: null } })] });
    expect([never.state, words(never)]).toEqual(['unknown', 'aurora-market: its server never said what ran there.']);
  });
  test('does not hide what is worse', () => {
    const sites = [goodSite({ cron: { ...cron, askedAt: null } }), goodSite({ verdict: 'critical', because: 'The dump is incomplete.' })];
    expect(say('status', { sites }).state).toBe('problem');
  });
});

describe('recent backup', () => {
  const late = goodSite({ name: 'saltmarsh', newest: { ...goodSite().newest!, startedAt: hoursBefore(79) } });
  test('asks for a backup of each site whose newest is older than 24 hours', () => {
    const evidence = say('recent-backup', { sites: [goodSite(), late] });
    expect(evidence).toMatchObject({ state: 'problem', headline: '1 of 2 sites' });
    expect(words(evidence)).toBe('The newest is 7 h old. saltmarsh: 3 d 7 h old.');
    expect(evidence.actions).toEqual([{ kind: 'back-up', label: 'Back it up now', siteIds: [late.id] }]);
  });
  test('takes no backup for one of which no copy holds, and none that does not hold the whole site', () => {
    const lost = goodSite({ newest: { ...goodSite().newest!, copies: [] } });
    expect(say('recent-backup', { sites: [lost] })).toMatchObject({
      state: 'problem',
      details: [expect.stringContaining('no copy of it holds')],
    });
    expect(say('recent-backup', { sites: [goodSite({ newest: null })] }).state).toBe('problem');
  });
  test('takes 24 hours to the minute, and says of a running backup that it is under way', () => {
    const edge = goodSite({ newest: { ...goodSite().newest!, startedAt: hoursBefore(24) } });
    expect(say('recent-backup', { sites: [edge] }).state).toBe('in-order');
    const running = { ...late, active: { kind: 'backup' as const, title: 'Back up saltmarsh', percent: 41 } };
    const evidence = say('recent-backup', { sites: [running] });
    expect(evidence).toMatchObject({ state: 'working', actions: [] });
    expect(words(evidence)).toBe('saltmarsh: back up saltmarsh, 41 %.');
  });
});

describe('download', () => {
  const copies = (placeId: PlaceId, isIntact: boolean) => ({
    ...goodSite().newest!,
    copies: [{ placeId, isIntact }],
  });
  test('offers to pull what lies elsewhere alone, to fetch what the server made, and to back up where there is nothing', () => {
    const away = goodSite({ name: 'away', newest: copies(goodVault().id, true) });
    const adopted = goodSite({ name: 'adopted', newest: null, adopts: true });
    const bare = goodSite({ name: 'bare', newest: null });
    const evidence = say('download', { sites: [goodSite(), away, adopted, bare] });
    expect(evidence).toMatchObject({ state: 'problem', headline: '1 of 4 here' });
    expect(evidence.actions.map(({ kind }) => kind)).toEqual(['pull', 'adopt', 'back-up']);
    expect(words(evidence)).toContain('away: 2.00 GB wait elsewhere.');
  });
  test('does not count a copy here as compared before it was read back', () => {
    expect(say('download', { sites: [goodSite({ newest: copies(goodPlace().id, false) })] })).toMatchObject({
      state: 'attention',
      details: ['aurora-market: here, but not read back yet.'],
    });
  });
  test('says that one is arriving, and that there is nowhere to go without a folder', () => {
    const arriving = goodSite({
      newest: copies(goodVault().id, true),
      active: { kind: 'copy', title: 'Pull to This computer', percent: 41 },
    });
    expect(say('download', { sites: [arriving] })).toMatchObject({ state: 'working', headline: '0 of 1 here, 1 arriving' });
    expect(say('download', { places: [goodVault()] }).state).toBe('problem');
  });
});

describe('second place', () => {
  const owed = [{ siteId: goodSite().id, siteName: 'aurora-market', backups: 2, bytes: 4_000_000_000 }];
  test('cannot check a drive that is not plugged in, and says for whom to plug it in', () => {
    const vault = goodVault({ presence: { state: 'absent', reason: '' }, lastSeenAt: '2026-11-18T20:00:00.000Z', owed });
    const evidence = say('second-place', { places: [goodPlace(), vault] });
    expect(evidence).toMatchObject({ state: 'unknown', headline: 'Vault-A is unplugged', actions: [] });
    expect(words(evidence)).toBe(
      'Plug in Vault-A for aurora-market: 2 backups to copy, 4.00 GB. Vault-A is not plugged in; it was last seen Wed 18 Nov 21:00.',
    );
  });
  test('is in order with a drive in the drawer that has everything', () => {
    expect(say('second-place', { places: [goodPlace(), goodVault({ presence: { state: 'absent', reason: '' } })] }).state).toBe('in-order');
  });
  test('offers to copy to a place that is there, and says that it is being done', () => {
    const places = [goodPlace(), goodVault({ owed })];
    expect(say('second-place', { places })).toMatchObject({ state: 'attention', actions: [{ kind: 'push' }] });
    const sites = [goodSite({ active: { kind: 'copy', title: 'Copy to Vault-A', percent: null } })];
    expect(say('second-place', { places, sites })).toMatchObject({ state: 'working', actions: [] });
  });
  test('calls a site without any second place a problem, and a place that does not answer as not checked', () => {
    expect(say('second-place', { sites: [goodSite({ wanted: [] })] })).toMatchObject({
      state: 'problem',
      headline: '0 of 1 site complete',
    });
    const cut = goodVault({ kind: 's3', presence: { state: 'unreachable', reason: 'timed out' }, owed });
    const evidence = say('second-place', { places: [goodPlace(), cut] });
    expect(evidence.state).toBe('attention');
    expect(evidence.unchecked).toEqual(['Vault-A cannot be reached: timed out.']);
  });
});

describe('log', () => {
  const job = (changes: Partial<JobFact>): JobFact => ({ ...goodFacts().jobs[0]!, ...changes });
  test('names each kind of trouble once, with how often and when last', () => {
    const failed = job({ state: 'failed', problem: 'The dump ended early', siteName: 'saltmarsh' });
    const evidence = say('log', {
      jobs: [failed, { ...failed, endedAt: hoursBefore(31) }, job({ state: 'warning', problem: 'A table was left out' }), job({})],
    });
    expect(evidence).toMatchObject({ state: 'problem', headline: '2 errors, 1 warning, 1 normal' });
    expect(words(evidence)).toBe(
      '2 × saltmarsh: The dump ended early, last Sat 21 Nov 06:00. aurora-market: A table was left out, Sat 21 Nov 06:00.',
    );
    expect(evidence.actions).toEqual([{ kind: 'open', label: 'Open the 3', screen: 'activity' }]);
  });
  test('asks about a warning alone less loudly, and about a week in which nothing ran', () => {
    expect(say('log', { jobs: [job({ state: 'warning' })] }).state).toBe('attention');
    expect(say('log', { jobs: [] })).toMatchObject({ state: 'attention', headline: 'Nothing ran' });
  });
  test('counts what is not named', () => {
    const jobs = Array.from({ length: 9 }, (_, index) => job({ state: 'failed', problem: `Trouble ${index}` }));
    expect(words(say('log', { jobs }))).toContain('And 3 more.');
  });
});

describe('disk', () => {
  const disk = { ...goodFacts().disks[0]!, totalBytes: 100 };
  test.each([
    [79, 'in-order', '1 disk with room'],
    [80, 'attention', 'web-1 is at 80 %'],
    [95, 'problem', 'web-1 is full'],
  ] as const)('takes %s % as %s', (usedBytes, state, headline) => {
    expect(say('disk', { disks: [{ ...disk, usedBytes }] })).toMatchObject({ state, headline });
  });
  test('says what could not be read, and does not call that in order', () => {
    const unread = {
      name: 'web-2',
      usedBytes: null,
      totalBytes: null,
      at: null,
      reason: 'the server was not asked this week',
      fullInDays: null,
    };
    expect(say('disk', { disks: [{ ...disk, usedBytes: 10 }, unread] })).toMatchObject({
      state: 'unknown',
      unchecked: ['web-2 could not be read: the server was not asked this week.'],
    });
    expect(say('disk', { disks: [] }).state).toBe('unknown');
  });
  test('warns of a disk that will be full within two weeks', () => {
    const evidence = say('disk', { disks: [{ ...disk, usedBytes: 50, fullInDays: 9 }] });
    expect(evidence.state).toBe('attention');
    expect(words(evidence)).toContain('full in 9 days');
  });
});

describe('documentation', () => {
  test('tells facts that changed without calling them a fault', () => {
    const sites = [goodSite({ changes: ['moved from PHP 8.2 to PHP 8.3.'] })];
    expect(say('documentation', { sites })).toMatchObject({ state: 'information', headline: '1 fact changed' });
  });
  test('names the papers that are missing, and the cards that are not on paper or say something else by now', () => {
    const evidence = say('documentation', {
      sites: [
        goodSite({ papers: { ...FULL_PAPERS, contacts: [], dns: '' } }),
        goodSite({ name: 'b', card: { printedAt: null, printIsOld: false, current: 0, waiting: ['Vault-A'] } }),
        goodSite({ name: 'c', card: { printedAt: hoursBefore(9), printIsOld: true, current: 1, waiting: [] } }),
      ],
    });
    expect(evidence).toMatchObject({ state: 'attention', headline: 'Papers of 1 site are incomplete' });
    expect(words(evidence)).toBe(
      'aurora-market: nothing says whom to call, DNS. Emergency cards never printed: b. Printed cards that say something else by now: c. b: its card waits for Vault-A.',
    );
  });
});
