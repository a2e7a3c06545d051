import { formatBytes } from '../../../shared/format/bytes.ts';
import { DISK_LIMIT_PERCENT } from '../../../shared/model/disk.ts';
import type { ChecklistFacts, DiskFact, JobFact } from '../facts.ts';
import { count, type Found, NO_SITES, when } from './words.ts';

/** From here on a backup may not fit any more. */
const DISK_FULL_PERCENT = 95;
/** Kinds of trouble that get a line each; the rest is counted. */
const NAMED = 6;

/** Step 5: how what ran since the last time ended, each kind of trouble once. */
export function logEvidence(facts: ChecklistFacts): Found {
  const bad = facts.jobs.filter(({ state }) => state === 'failed' || state === 'interrupted');
  const warned = facts.jobs.filter(({ state }) => state === 'warning');
  const normal = facts.jobs.filter(({ state }) => state === 'succeeded');
  const kinds = [...Map.groupBy([...bad, ...warned], wordsOf)];
  const named = kinds.slice(0, NAMED).map(([text, jobs]) => `${jobs.length === 1 ? '' : `${jobs.length} × `}${text}${lastOf(jobs, facts)}`);
  const rest = kinds.slice(NAMED).reduce((sum, [, jobs]) => sum + jobs.length, 0);
  const parts = [
    ...(bad.length === 0 ? [] : [count(bad.length, 'error')]),
    ...(warned.length === 0 ? [] : [count(warned.length, 'warning')]),
    `${normal.length} normal`,
  ];
  const troubles = bad.length + warned.length;
  if (facts.jobs.length === 0)
    return {
      state: facts.sites.length === 0 ? 'unknown' : 'attention',
      headline: 'Nothing ran',
      details: [`No job ended since ${when(facts.since, facts)}.`],
      ...(facts.sites.length === 0 ? { unchecked: NO_SITES.unchecked ?? [] } : {}),
    };
  return {
    state: troubles === 0 ? 'in-order' : bad.length > 0 ? 'problem' : 'attention',
    headline: troubles === 0 ? `${normal.length} normal` : parts.join(', '),
    details: [...named, ...(rest === 0 ? [] : [`And ${rest} more.`]), ...(troubles === 0 ? [`Since ${when(facts.since, facts)}.`] : [])],
    actions: troubles === 0 ? [] : [{ kind: 'open', label: troubles === 1 ? 'Open it' : `Open the ${troubles}`, screen: 'activity' }],
  };
}

function wordsOf({ siteName, title, problem, state }: JobFact): string {
  const what = problem === '' ? (state === 'interrupted' ? 'was interrupted' : 'ended with a warning') : problem;
  return `${siteName ?? title}: ${what}`;
}

function lastOf(jobs: readonly JobFact[], facts: ChecklistFacts): string {
  const last = jobs
    .map(({ endedAt }) => endedAt)
    .toSorted()
    .at(-1);
  return last === undefined ? '.' : `, ${jobs.length === 1 ? '' : 'last '}${when(last, facts)}.`;
}

/** Step 6: 80 % is the seed's limit; what was not read is said. */
export function diskEvidence(facts: ChecklistFacts): Found {
  const read = facts.disks.filter(({ usedBytes }) => usedBytes !== null);
  const unread = facts.disks.filter(({ usedBytes }) => usedBytes === null);
  const full = read.filter((disk) => percentOf(disk) >= DISK_FULL_PERCENT);
  const tight = read.filter((disk) => percentOf(disk) >= DISK_LIMIT_PERCENT && !full.includes(disk));
  const soon = read.filter(({ fullInDays }) => fullInDays !== null && fullInDays <= 14);
  const [fullest] = [...full, ...tight].toSorted((a, b) => percentOf(b) - percentOf(a));
  const state =
    full.length > 0
      ? 'problem'
      : tight.length + soon.length > 0
        ? 'attention'
        : unread.length > 0 || read.length === 0
          ? 'unknown'
          : 'in-order';
  const headline =
    full.length + tight.length > 1
      ? `${full.length + tight.length} of ${read.length} disks are over ${DISK_LIMIT_PERCENT} %`
      : fullest !== undefined
        ? `${fullest.name} is ${percentOf(fullest) >= DISK_FULL_PERCENT ? 'full' : `at ${Math.round(percentOf(fullest))} %`}`
        : read.length === 0
          ? 'No disk could be read'
          : `${count(read.length, 'disk')} with room`;
  return {
    state,
    headline,
    details: [...read].toSorted((a, b) => percentOf(b) - percentOf(a)).map((disk) => sentenceOf(disk, facts)),
    unchecked: unread.map(({ name, reason }) => `${name} could not be read${reason === '' ? '' : `: ${reason.replace(/\.$/, '')}`}.`),
    actions: [
      ...(full.length + tight.length > 0 ? [{ kind: 'open' as const, label: 'Review retention', screen: 'retention' as const }] : []),
      ...(unread.length > 0 ? [{ kind: 'open' as const, label: 'Open the servers', screen: 'servers' as const }] : []),
    ],
  };
}

function percentOf({ usedBytes, totalBytes }: DiskFact): number {
  return usedBytes === null || totalBytes === null ? 0 : (usedBytes / totalBytes) * 100;
}

function sentenceOf(disk: DiskFact, facts: ChecklistFacts): string {
  const { name, usedBytes, totalBytes, at, fullInDays } = disk;
  if (usedBytes === null) return `${name}: not known.`;
  const room =
    totalBytes === null ? `${formatBytes(usedBytes)} used` : `${formatBytes(totalBytes - usedBytes)} of ${formatBytes(totalBytes)} free`;
  const old = at !== null && facts.now - Date.parse(at) > 3_600_000 ? ` (${when(at, facts)})` : '';
  const soon = fullInDays === null ? '' : `, full in ${count(fullInDays, 'day')}`;
  return `${name}: ${room}${soon}${old}.`;
}

/** Step 7: what changed on the sites, and whether the papers for the bad day are there. */
export function documentationEvidence(facts: ChecklistFacts): Found {
  const { sites } = facts;
  if (sites.length === 0) return NO_SITES;
  const changes = sites.flatMap(({ name, changes: each }) => each.map((text) => `${name} ${text}`));
  const incomplete = sites.flatMap(({ name, papers }) => {
    const missing = [
      ...(papers.contacts.length === 0 ? ['whom to call'] : []),
      ...(papers.hostingPanel === '' ? ['the hosting panel'] : []),
      ...(papers.dns === '' ? ['DNS'] : []),
      ...(papers.whoDecides === '' ? ['who decides'] : []),
      ...(papers.keyKit === '' ? ['where the key kit lies'] : []),
    ];
    return missing.length === 0 ? [] : [{ name, missing }];
  });
  const unprinted = sites.filter(({ card }) => card.printedAt === null).map(({ name }) => name);
  const old = sites.filter(({ card }) => card.printedAt !== null && card.printIsOld).map(({ name }) => name);
  const lagging = sites.flatMap(({ name, card }) =>
    card.waiting.length === 0 ? [] : [`${name}: its card waits for ${card.waiting.join(', ')}.`],
  );
  const [printed] = sites.flatMap(({ card }) => card.printedAt ?? []).toSorted();
  const gaps = [...Map.groupBy(incomplete, ({ missing }) => missing.join(', '))].map(
    ([missing, which]) => `${which.map(({ name }) => name).join(', ')}: nothing says ${missing}.`,
  );
  const wrong = incomplete.length + unprinted.length + old.length;
  return {
    state: wrong > 0 ? 'attention' : changes.length > 0 ? 'information' : 'in-order',
    headline:
      incomplete.length > 0
        ? `Papers of ${count(incomplete.length, 'site')} are incomplete`
        : changes.length > 0
          ? `${count(changes.length, 'fact')} changed`
          : unprinted.length + old.length > 0
            ? `${count(unprinted.length + old.length, 'card')} to print`
            : 'Nothing changed',
    details: [
      ...changes,
      ...gaps,
      ...(unprinted.length === 0 ? [] : [`Emergency cards never printed: ${unprinted.join(', ')}.`]),
      ...(old.length === 0 ? [] : [`Printed cards that say something else by now: ${old.join(', ')}.`]),
      ...(unprinted.length + old.length === 0 && printed !== undefined
        ? [`Emergency cards printed, the oldest ${when(printed, facts)}.`]
        : []),
    ],
    unchecked: lagging,
    actions: [{ kind: 'open', label: 'Review', screen: 'documents' }],
  };
}
