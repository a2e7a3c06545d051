import { type ChecklistRun, type ChecklistSettings, DEFAULT_CHECKLIST_SETTINGS } from '../../../src/shared/model/checklist.ts';
import { periodAt, periodsUpTo, startOf } from '../../../src/shared/model/checklist-period.ts';
import type { CardKind, KeptDocument } from '../../../src/shared/model/operator-document.ts';
import { EMPTY_DOCUMENT } from '../../../src/shared/model/operator-document.ts';
import type { ChecklistFacts } from '../../../src/main/checklist/facts.ts';
import { confirmStep } from '../../../src/main/checklist/confirm.ts';
import { evidenceOf } from '../../../src/main/checklist/evidence-of.ts';
import type { Looking } from '../../../src/main/checklist/view.ts';
import { stepsOf } from '../../../src/main/checklist/steps.ts';
import { NOW, ago } from './models.ts';
import type { World } from './world.ts';

export const ZONE = 'Europe/Berlin';
const GB = 1_000_000_000;
const DAY_MS = 86_400_000;

/** What the other side knows of checklists and papers; a test may change it. */
export interface Ritual {
  runs: ChecklistRun[];
  settings: ChecklistSettings;
  documents: Map<string, KeptDocument>;
  printed: Set<string>;
  cardKinds: Map<string, CardKind>;
  putAway: boolean;
}

/** Kept with the world, also when a test makes another one of it. */
type WithRitual = World & { ritual?: Ritual };

export function ritualOf(world: WithRitual): Ritual {
  world.ritual ??= {
    runs: [],
    settings: DEFAULT_CHECKLIST_SETTINGS,
    documents: new Map(),
    printed: new Set(),
    cardKinds: new Map(),
    putAway: false,
  };
  return world.ritual;
}

export function lookingAt(world: World): Looking {
  return { now: NOW, zone: ZONE, settings: ritualOf(world).settings, since: world.fleet.sites.length === 0 ? null : ago(24 * 200) };
}

/** As the fleet is, with a full server, a drive that is unplugged, and two facts that changed. */
export function ritualFacts(world: World): ChecklistFacts {
  const { documents, printed } = ritualOf(world);
  const home = 'home' as unknown as ChecklistFacts['places'][number]['id'];
  const vault = 'vault' as unknown as ChecklistFacts['places'][number]['id'];
  const sites = world.fleet.sites.map(({ site, verdict, because, newest }, index): ChecklistFacts['sites'][number] => ({
    id: site.id,
    name: site.name,
    verdict,
    because,
    newest:
      newest === null
        ? null
        : {
            id: newest.id,
            startedAt: newest.startedAt,
            bytes: (index + 1) * GB,
            copies: [{ placeId: index === 1 ? vault : home, isIntact: true }],
          },
    adopts: false,
    wanted: [vault],
    active: null,
    nights: { days: 7, withBackup: index === 0 ? 4 : 7 },
    findings: [],
    cron: null,
    changes: index === 2 ? ['moved from PHP 8.2 to PHP 8.3.'] : index === 3 ? ['has a new media folder, storage/app/scans.'] : [],
    drill: { lastPassedAt: index < 2 ? null : ago(200), restoreMs: 700_000, goalMs: 720_000, failed: null, openedAt: null, conditions: 1 },
    papers: documents.get(site.id)?.document ?? documents.get('')?.document ?? EMPTY_DOCUMENT,
    card: { printedAt: printed.has(site.id) ? ago(1) : null, printIsOld: false, current: 1, waiting: [] },
    hasSealedSettings: index === 3,
  }));
  return {
    now: NOW,
    zone: ZONE,
    since: ago(24 * 7),
    sites,
    places: [
      {
        id: home,
        name: 'This computer',
        kind: 'this-computer',
        isHome: true,
        presence: { state: 'there', freeBytes: 312 * GB, totalBytes: 1000 * GB },
        lastSeenAt: null,
        owed: [],
        failedCopies: 0,
        oldestProofAt: ago(30),
        neverRead: 0,
        copies: 28,
      },
      {
        id: vault,
        name: 'Vault-A',
        kind: 'drive',
        isHome: false,
        presence: { state: 'absent', reason: 'not plugged in' },
        lastSeenAt: ago(24 * 8),
        owed: sites.slice(3, 5).map(({ id, name }) => ({ siteId: id, siteName: name, backups: 7, bytes: 2 * GB })),
        failedCopies: 0,
        oldestProofAt: ago(24 * 8),
        neverRead: 0,
        copies: 20,
      },
    ],
    jobs: [
      ...Array.from({ length: 3 }, (_, index) => ({
        kind: 'backup' as const,
        title: 'Back up saltmarsh-clinic',
        state: 'failed' as const,
        endedAt: ago(10 + index * 24),
        siteName: 'saltmarsh-clinic',
        problem: 'The dump ended before its end marker',
      })),
      { kind: 'backup', title: 'Back up fern-and-fold', state: 'succeeded', endedAt: ago(8), siteName: 'fern-and-fold', problem: '' },
    ],
    disks: [
      { name: 'shared-07', usedBytes: 9.9 * GB, totalBytes: 10 * GB, at: ago(2), reason: '', fullInDays: 1 },
      { name: 'This computer', usedBytes: 688 * GB, totalBytes: 1000 * GB, at: ago(0), reason: '', fullInDays: null },
      { name: 'Vault-A', usedBytes: null, totalBytes: null, at: null, reason: 'it is not plugged in', fullInDays: null },
    ],
    cleanup: { deleted: [], inBin: 2, failedJobs: [], seenAtMost: null, due: [{ placeName: 'This computer', copies: 3, bytes: 2 * GB }] },
    key: { state: 'ready', recipient: 'age1example', createdAt: ago(24 * 100), canOpen: true, kitSavedAt: ago(24 * 99) },
    fleetFindings: [],
  };
}

/** Half a year of weeks: two partly done, one missed, this one begun. */
export function withHistory(world: World): World {
  const ritual = ritualOf(world);
  const facts = ritualFacts(world);
  const steps = stepsOf('weekly', ritual.settings);
  const now = periodAt('weekly', NOW, ZONE);
  const runs = periodsUpTo(now, 26).flatMap((period, index): ChecklistRun[] => {
    if (index === 6) return [];
    const isNow = period === now;
    const done = isNow ? [steps[0], steps[1], steps[4], steps[5]] : index === 2 || index === 9 ? steps.slice(0, 5) : steps;
    const start = isNow ? NOW - 3_600_000 : startOf(period, ZONE) + 4 * DAY_MS;
    return done
      .filter((step) => step !== undefined)
      .reduce<ChecklistRun[]>((before, step, at) => {
        const note = at === 1 ? 'known, being mended' : at === 3 ? 'room is made with the client' : at < 4 ? 'seen' : 'read';
        const confirmed = { step, evidence: evidenceOf(step.id, facts), note, at: new Date(start + at * 110_000).toISOString() };
        return [confirmStep(before[0] ?? { list: 'weekly', period }, steps, confirmed)];
      }, []);
  });
  ritual.runs = runs;
  return world;
}
