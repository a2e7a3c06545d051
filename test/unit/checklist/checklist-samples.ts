import { randomUUID } from 'node:crypto';
import { BackupId, PlaceId, SiteId } from '../../../src/shared/model/ids.ts';
import { EMPTY_DOCUMENT, type OperatorDocument } from '../../../src/shared/model/operator-document.ts';
import type { ChecklistFacts, PlaceFact, SiteFact } from '../../../src/main/checklist/facts.ts';
import { hoursBefore, NOON } from '../model-samples.ts';

export const NOW = Date.parse(NOON);
export const HOME = PlaceId.parse('11111111-1111-4111-8111-111111111111');
export const VAULT = PlaceId.parse('22222222-2222-4222-8222-222222222222');
const GB = 1_000_000_000;

export const FULL_PAPERS: OperatorDocument = {
  ...EMPTY_DOCUMENT,
  contacts: [{ name: 'Hosting support', role: 'server down', phone: '+49 30 1', email: '', note: '' }],
  hostingPanel: 'https://panel.example.org, account of Ada',
  dns: 'registrar.example.org',
  whoDecides: 'Ada',
  keyKit: 'safe, second drawer',
};

/** A site that is as it should be; each test says what is not. */
export function goodSite(changes: Partial<SiteFact> = {}): SiteFact {
  return {
    id: SiteId.parse(randomUUID()),
    name: 'aurora-market',
    verdict: 'protected',
    because: 'Everything is in order.',
    newest: {
      id: BackupId.parse(randomUUID()),
      startedAt: hoursBefore(7),
      bytes: 2 * GB,
      copies: [
        { placeId: HOME, isIntact: true },
        { placeId: VAULT, isIntact: true },
      ],
    },
    adopts: false,
    wanted: [VAULT],
    active: null,
    nights: { days: 7, withBackup: 7 },
    findings: [],
    cron: null,
    changes: [],
    drill: { lastPassedAt: hoursBefore(24 * 10), restoreMs: 60_000, goalMs: 120_000, failed: null, openedAt: null, conditions: 1 },
    papers: FULL_PAPERS,
    card: { printedAt: hoursBefore(24 * 20), printIsOld: false, current: 2, waiting: [] },
    hasSealedSettings: true,
    ...changes,
  };
}

export function goodPlace(changes: Partial<PlaceFact> = {}): PlaceFact {
  return {
    id: HOME,
    name: 'This computer',
    kind: 'this-computer',
    isHome: true,
    presence: { state: 'there', freeBytes: 300 * GB, totalBytes: 1000 * GB },
    lastSeenAt: null,
    owed: [],
    failedCopies: 0,
    oldestProofAt: hoursBefore(24),
    neverRead: 0,
    copies: 10,
    ...changes,
  };
}

export function goodVault(changes: Partial<PlaceFact> = {}): PlaceFact {
  return goodPlace({ id: VAULT, name: 'Vault-A', kind: 'drive', isHome: false, lastSeenAt: hoursBefore(1), ...changes });
}

/** Everything in order. */
export function goodFacts(changes: Partial<ChecklistFacts> = {}): ChecklistFacts {
  return {
    now: NOW,
    zone: 'Europe/Berlin',
    since: hoursBefore(24 * 7),
    sites: [goodSite()],
    places: [goodPlace(), goodVault()],
    jobs: [
      {
        kind: 'backup',
        title: 'Back up aurora-market',
        state: 'succeeded',
        endedAt: hoursBefore(7),
        siteName: 'aurora-market',
        problem: '',
      },
    ],
    disks: [{ name: 'web-1', usedBytes: 10 * GB, totalBytes: 40 * GB, at: NOON, reason: '', fullInDays: null }],
    cleanup: { deleted: [], inBin: 0, failedJobs: [], due: [], seenAtMost: null },
    key: { state: 'ready', recipient: 'age1abc', createdAt: hoursBefore(999), canOpen: true, kitSavedAt: hoursBefore(900) },
    fleetFindings: [],
    ...changes,
  };
}
