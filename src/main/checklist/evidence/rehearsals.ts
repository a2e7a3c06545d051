import { formatBytes } from '../../../shared/format/bytes.ts';
import { formatDuration } from '../../../shared/format/durations.ts';
import { COUNTS_FOR_DAYS } from '../../../shared/model/proof-board.ts';
import type { ChecklistFacts, SiteFact } from '../facts.ts';
import { ageOf, count, type Found, NO_SITES, ofSites, when } from './words.ts';

const DAY_MS = 86_400_000;
/** A quarter of a year. */
const QUARTER_DAYS = 90;

/** Monthly: a drill of each site passed within a month and some days. */
export function restoreTestEvidence(facts: ChecklistFacts): Found {
  return drillsWithin(facts, COUNTS_FOR_DAYS, false);
}

/** Quarterly: the same within 90 days, with the time against the site's goal. */
export function drillEvidence(facts: ChecklistFacts): Found {
  return drillsWithin(facts, QUARTER_DAYS, true);
}

function drillsWithin(facts: ChecklistFacts, days: number, timed: boolean): Found {
  const { sites, now } = facts;
  if (sites.length === 0) return NO_SITES;
  const passed = sites.filter(({ drill }) => drill.lastPassedAt !== null && now - Date.parse(drill.lastPassedAt) <= days * DAY_MS);
  const failed = sites.filter(({ drill }) => drill.failed !== null);
  const due = sites.filter((site) => !passed.includes(site));
  const running = due.filter(({ active }) => active?.kind === 'drill');
  const slow = timed
    ? passed.filter(({ drill: { restoreMs, goalMs } }) => restoreMs !== null && goalMs !== null && restoreMs > goalMs)
    : [];
  const idle = due.filter((site) => !running.includes(site));
  const startable = [...new Set([...idle, ...failed])];
  return {
    state: failed.length > 0 ? 'problem' : idle.length + slow.length > 0 ? 'attention' : running.length > 0 ? 'working' : 'in-order',
    headline: `${ofSites(passed.length, sites.length)} restored for trial`,
    details: [
      ...failed.map(
        ({ name, drill }) => `${name}: the newest drill did not pass, ${when(drill.failed?.at ?? '', facts)}: ${drill.failed?.why ?? ''}.`,
      ),
      ...idle.filter((site) => !failed.includes(site)).map((site) => `${site.name}: ${lastPassed(site, facts)}.`),
      ...running.map(({ name }) => `${name}: a drill is under way.`),
      ...slow.map(({ name, drill }) => `${name}: ${took(drill)}: longer than allowed.`),
      ...passed
        .filter((site) => !slow.includes(site) && !failed.includes(site))
        .map(({ name, drill }) => `${name}: ${took(drill)}, ${when(drill.lastPassedAt ?? '', facts)}.`),
    ],
    actions:
      startable.length === 0
        ? []
        : [
            {
              kind: 'drill',
              label: startable.length === 1 ? 'Run the drill' : `Run ${startable.length} drills`,
              siteIds: startable.map(({ id }) => id),
            },
            { kind: 'open', label: 'Open the drills', screen: 'drills' },
          ],
  };
}

function lastPassed({ drill }: SiteFact, facts: ChecklistFacts): string {
  return drill.lastPassedAt === null ? 'never restored for trial' : `last passed ${ageOf(drill.lastPassedAt, facts)} ago`;
}

function took({ restoreMs, goalMs }: SiteFact['drill']): string {
  if (restoreMs === null) return 'passed';
  return `restored in ${formatDuration(restoreMs)}${goalMs === null ? '' : `, goal ${formatDuration(goalMs)}`}`;
}

/** Monthly: what retention took away, and what it takes next. */
export function cleanupEvidence({ cleanup, sites, now, zone }: ChecklistFacts): Found {
  if (sites.length === 0) return NO_SITES;
  const { deleted, inBin, failedJobs, due, seenAtMost } = cleanup;
  const copies = deleted.reduce((sum, each) => sum + each.copies, 0);
  return {
    state: failedJobs.length > 0 ? 'problem' : 'in-order',
    headline:
      failedJobs.length > 0
        ? `${count(failedJobs.length, 'cleanup')} failed`
        : copies === 0
          ? 'Nothing was deleted'
          : `${seenAtMost === null ? '' : 'At least '}${count(copies, 'copy', 'copies')} deleted`,
    details: [
      ...failedJobs.map(
        ({ title, at, problem }) => `${title}, ${when(at, { now, zone })}: ${problem === '' ? 'it did not end well' : problem}.`,
      ),
      ...deleted.map(
        (each) => `${each.siteName}: ${count(each.copies, 'copy', 'copies')} in ${each.placeName}, ${formatBytes(each.bytes)}.`,
      ),
      ...(inBin === 0 ? [] : [`${count(inBin, 'copy', 'copies')} can still be taken back.`]),
      ...(seenAtMost === null ? [] : [`Only the newest ${seenAtMost.toLocaleString('en')} deletions were looked at; there may be more.`]),
      ...due.map(({ placeName, copies: next, bytes }) => `Next in ${placeName}: ${count(next, 'copy', 'copies')}, ${formatBytes(bytes)}.`),
    ],
    actions: [{ kind: 'open', label: 'Open retention', screen: 'retention' }],
  };
}

/** Monthly: copies are read again in turn; whatever failed or was not read for too long is named. */
export function integrityEvidence(facts: ChecklistFacts): Found {
  const { places, sites, now } = facts;
  const holding = places.filter(({ copies }) => copies > 0);
  if (sites.length === 0 || holding.length === 0)
    return { state: 'unknown', headline: 'There is no copy to read', details: [], unchecked: ['No place has a copy.'] };
  const failed = holding.filter(({ failedCopies }) => failedCopies > 0);
  const stale = holding.filter(
    ({ oldestProofAt, neverRead }) => neverRead > 0 || oldestProofAt === null || now - Date.parse(oldestProofAt) > COUNTS_FOR_DAYS * DAY_MS,
  );
  const wrong = new Set([...failed, ...stale]);
  return {
    state: failed.length > 0 ? 'problem' : stale.length > 0 ? 'attention' : 'in-order',
    headline:
      wrong.size === 0 ? `${count(holding.length, 'place')} read again` : `${wrong.size} of ${count(holding.length, 'place')} not in order`,
    details: [
      ...failed.map(({ name, failedCopies }) => `${name}: ${count(failedCopies, 'copy', 'copies')} failed the check.`),
      ...stale.map(
        ({ name, copies, neverRead, oldestProofAt }) =>
          `${name}: ${
            neverRead > 0 || oldestProofAt === null
              ? `${Math.max(1, neverRead)} of ${count(copies, 'copy', 'copies')} ${neverRead > 1 ? 'were' : 'was'} never read back`
              : `a copy was last read ${ageOf(oldestProofAt, facts)} ago`
          }.`,
      ),
      ...holding
        .filter((place) => !wrong.has(place))
        .map(({ name, copies }) => `${name}: ${count(copies, 'copy', 'copies')}, all read within ${COUNTS_FOR_DAYS} days.`),
    ],
    actions: wrong.size === 0 ? [] : [{ kind: 'open', label: 'Open the places', screen: 'places' }],
  };
}

/** Quarterly: the kit was written and somebody knows where; whether the paper is there only a person can see. */
export function keyKitEvidence(facts: ChecklistFacts): Found {
  const { key, sites } = facts;
  const sealed = sites.filter(({ hasSealedSettings }) => hasSealedSettings);
  if (key.state === 'none')
    return {
      state: sealed.length === 0 ? 'information' : 'problem',
      headline: sealed.length === 0 ? 'Nothing is sealed' : 'The key is not on this computer',
      details:
        sealed.length === 0
          ? ['No settings are backed up yet, and no key was made.']
          : [`Sealed settings: ${sealed.map(({ name }) => name).join(', ')}.`],
      actions: [{ kind: 'open', label: 'Open the settings', screen: 'settings' }],
    };
  const unsaid = sites.filter(({ papers }) => papers.keyKit === '').map(({ name }) => name);
  const opened = sites
    .flatMap(({ drill }) => drill.openedAt ?? [])
    .toSorted()
    .at(-1);
  const wrong = key.kitSavedAt === null ? 'problem' : !key.canOpen || unsaid.length > 0 ? 'attention' : 'information';
  return {
    state: wrong,
    headline: key.kitSavedAt === null ? 'The kit was never written' : `Kit written ${when(key.kitSavedAt, facts)}`,
    details: [
      ...(key.canOpen ? [] : ['This computer can seal and not open: the kit is the only way in.']),
      ...(unsaid.length === 0 ? [] : [`Nothing says where the kit lies: ${unsaid.join(', ')}.`]),
      opened === undefined ? 'No drill opened sealed settings yet.' : `A drill opened sealed settings ${when(opened, facts)}.`,
      `Compare the public key on the paper: ${key.recipient}.`,
    ],
    unchecked: ['Whether the paper still lies there and can be read, only a person sees.'],
    actions:
      wrong === 'information'
        ? []
        : [
            ...(key.kitSavedAt === null ? [{ kind: 'open' as const, label: 'Write the kit', screen: 'settings' as const }] : []),
            ...(unsaid.length > 0 ? [{ kind: 'open' as const, label: 'Write it down', screen: 'documents' as const }] : []),
          ],
  };
}

/** Quarterly: whether the whole site works on a test server is for a person to see, so this is never "in order" by itself. */
export function recoveryTestEvidence(facts: ChecklistFacts): Found {
  const { sites, now } = facts;
  if (sites.length === 0) return NO_SITES;
  const tried = sites.filter(({ drill }) => drill.lastPassedAt !== null && now - Date.parse(drill.lastPassedAt) <= QUARTER_DAYS * DAY_MS);
  const asked = tried.filter(({ drill }) => drill.conditions > 0);
  return {
    state: 'unknown',
    headline: 'For a person to see',
    details: [
      `The data of ${ofSites(tried.length, sites.length)} came back in a drill this quarter${asked.length === 0 ? '' : `, ${asked.length} with conditions that held`}.`,
      'Make a test server, restore the latest backup there, open the site, and write down what went wrong.',
    ],
    unchecked: ['Whether a site works on a test server cannot be seen from here. One line says how it went.'],
    actions: [{ kind: 'open', label: 'Open the drills', screen: 'drills' }],
  };
}
