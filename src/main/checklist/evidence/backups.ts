import { formatBytes } from '../../../shared/format/bytes.ts';
import type { EvidenceAction } from '../../../shared/model/checklist.ts';
import type { ChecklistFacts, PlaceFact, SiteFact } from '../facts.ts';
import { ageOf, count, type Found, NO_SITES, ofSites, when, worstOf } from './words.ts';

const DAY_MS = 86_400_000;
const BRINGS_HERE: readonly string[] = ['backup', 'copy', 'adopt', 'heal'];

/** Step 1: every site and what runs by itself, worst first. */
export function statusEvidence(facts: ChecklistFacts): Found {
  const { sites, fleetFindings } = facts;
  if (sites.length === 0) return NO_SITES;
  const of = (verdict: SiteFact['verdict']): readonly SiteFact[] => sites.filter((site) => site.verdict === verdict);
  const lost = [...of('critical'), ...of('no-backup')];
  const risky = of('at-risk');
  const parts = [
    [of('protected').length, 'protected'],
    [risky.length, 'at risk'],
    [of('critical').length, 'critical'],
    [of('no-backup').length, 'without a backup'],
  ] as const;
  const serious = fleetFindings.filter(({ severity }) => severity !== 'note');
  // Of a site that is not protected the verdict speaks; of one that is, each finding that is open all the same.
  const open = of('protected').flatMap(({ name, findings }) => findings.map((each) => ({ ...each, text: `${name}: ${each.text}` })));
  const troubles = [
    ...open.map(({ text }) => text),
    ...sites.flatMap(({ name, cron }) => (cron?.troubles ?? []).map((text) => `${name}: ${text}${seen(cron, facts)}`)),
  ];
  const isGrave = [...serious, ...open].some(({ severity }) => severity === 'critical');
  const state = lost.length > 0 || isGrave ? 'problem' : 'attention';
  const unchecked = sites.flatMap((site) => cronUnchecked(site, facts));
  const inOrder = lost.length + risky.length + serious.length + troubles.length === 0;
  return {
    state: worstOf([inOrder ? 'in-order' : state, ...(unchecked.length === 0 ? [] : ['unknown' as const])]),
    headline: parts
      .filter(([number]) => number > 0)
      .map(([number, word]) => `${number} ${word}`)
      .join(', '),
    details: [
      ...[...lost, ...risky].map(({ name, because }) => `${name}: ${lowerFirst(because)}`),
      ...troubles,
      ...serious.map(({ text }) => text),
      ...nights(sites),
      ...sites.flatMap((site) => cronSeen(site, facts)),
    ],
    unchecked,
    actions: inOrder && unchecked.length === 0 ? [] : [{ kind: 'open', label: 'Open the fleet', screen: 'fleet' }],
  };
}

/** What a server told is as old as its answer. */
function seen(cron: SiteFact['cron'], facts: ChecklistFacts): string {
  return cron === null || cron.askedAt === null ? '' : ` As the server said ${ageOf(cron.askedAt, facts)} ago.`;
}

/** That nothing is wrong on a server is said with its age as well. */
function cronSeen({ name, cron }: SiteFact, facts: ChecklistFacts): readonly string[] {
  if (cron === null || cron.askedAt === null || cron.troubles.length > 0 || cron.notKnown.length > 0) return [];
  return [`${name}: what runs on the server was in order ${ageOf(cron.askedAt, facts)} ago.`];
}

/** An answer from before the next run was due says nothing of that run. */
function cronUnchecked({ name, cron }: SiteFact, facts: ChecklistFacts): readonly string[] {
  if (cron === null) return [];
  if (cron.askedAt === null) return [`${name}: its server never said what ran there.`];
  if (cron.notKnown.length === 0) return [];
  return [
    `${name}: whether ${cron.notKnown.join(', ')} ran is not known, because the server last answered ${ageOf(cron.askedAt, facts)} ago.`,
  ];
}

/** Only what is less than every night is said. */
function nights(sites: readonly SiteFact[]): readonly string[] {
  const gaps = sites.filter(({ nights: { days, withBackup } }) => withBackup < days);
  return gaps.map(({ name, nights: { days, withBackup } }) => `${name}: backups on ${withBackup} of the last ${count(days, 'day')}.`);
}

/** Step 2: the seed's measure is 24 hours, for each site. */
export function recentBackupEvidence(facts: ChecklistFacts): Found {
  const { sites, now } = facts;
  if (sites.length === 0) return NO_SITES;
  const fresh = sites.filter(({ newest }) => newest !== null && newest.copies.length > 0 && now - Date.parse(newest.startedAt) <= DAY_MS);
  const late = sites.filter((site) => !fresh.includes(site));
  const running = late.filter(({ active }) => active?.kind === 'backup' || active?.kind === 'adopt');
  const idle = late.filter((site) => !running.includes(site));
  const ages = fresh.flatMap(({ newest }) => (newest === null ? [] : [newest.startedAt])).toSorted();
  const [oldest, youngest] = [ages[0], ages.at(-1)];
  const range =
    oldest === undefined || youngest === undefined
      ? []
      : [
          ages.length === 1
            ? `The newest is ${ageOf(oldest, facts)} old.`
            : `Newest: ${ageOf(youngest, facts)} to ${ageOf(oldest, facts)} old.`,
        ];
  const say = (site: SiteFact): string =>
    site.newest === null
      ? `${site.name}: no backup that holds the whole site.`
      : `${site.name}: ${ageOf(site.newest.startedAt, facts)} old${site.newest.copies.length > 0 ? '' : ', and no copy of it holds'}.`;
  return {
    state: late.length === 0 ? 'in-order' : idle.length === 0 ? 'working' : 'problem',
    headline: ofSites(fresh.length, sites.length),
    details: [...range, ...idle.map(say), ...running.map((site) => `${site.name}: ${progressOf(site)}`)],
    actions:
      idle.length === 0
        ? []
        : [{ kind: 'back-up', label: idle.length === 1 ? 'Back it up now' : 'Back them up now', siteIds: idle.map(({ id }) => id) }],
  };
}

/** Step 3: the newest backup lies in the folder of this computer, and every byte of it was compared. */
export function downloadEvidence(facts: ChecklistFacts): Found {
  const { sites, places } = facts;
  if (sites.length === 0) return NO_SITES;
  const home = places.find(({ isHome }) => isHome);
  if (home === undefined)
    return {
      state: 'problem',
      headline: 'No folder of this computer is chosen',
      details: ['Copies have nowhere to go here.'],
      actions: [{ kind: 'open', label: 'Choose a folder', screen: 'places' }],
    };
  const copyHere = ({ newest }: SiteFact) => newest?.copies.find(({ placeId }) => placeId === home.id);
  const here = sites.filter((site) => copyHere(site) !== undefined);
  const unread = here.filter((site) => copyHere(site)?.isIntact === false);
  const missing = sites.filter((site) => !here.includes(site));
  const arriving = missing.filter(({ active }) => active !== null && BRINGS_HERE.includes(active.kind));
  const idle = missing.filter((site) => !arriving.includes(site));
  const elsewhere = idle.filter(({ newest }) => newest !== null && newest.copies.length > 0);
  const none = idle.filter((site) => !elsewhere.includes(site));
  const actions: EvidenceAction[] = [];
  if (elsewhere.length > 0)
    actions.push({
      kind: 'pull',
      label: elsewhere.length === 1 ? 'Pull it now' : 'Pull them now',
      backupIds: elsewhere.flatMap(({ newest }) => newest?.id ?? []),
    });
  const adopted = none.filter(({ adopts }) => adopts);
  if (adopted.length > 0) actions.push({ kind: 'adopt', label: 'Fetch from the server', siteIds: adopted.map(({ id }) => id) });
  const bare = none.filter(({ adopts }) => !adopts);
  if (bare.length > 0) actions.push({ kind: 'back-up', label: 'Back up now', siteIds: bare.map(({ id }) => id) });
  return {
    state: idle.length > 0 ? 'problem' : unread.length > 0 ? 'attention' : arriving.length > 0 ? 'working' : 'in-order',
    headline: `${here.length} of ${sites.length} here${arriving.length === 0 ? '' : `, ${arriving.length} arriving`}`,
    details: [
      ...arriving.map((site) => `${site.name}: ${progressOf(site)}`),
      ...elsewhere.map(({ name, newest }) => `${name}: ${formatBytes(newest?.bytes ?? 0)} wait elsewhere.`),
      ...none.map(({ name }) => `${name}: no backup that could be brought here.`),
      ...unread.map(({ name }) => `${name}: here, but not read back yet.`),
      ...(here.length === sites.length && unread.length === 0 ? ['Every byte was compared with its hash.'] : []),
    ],
    actions,
  };
}

/** Step 4: what policies want beyond this computer. A drive that is not plugged in is no fault, and no proof either. */
export function secondPlaceEvidence(facts: ChecklistFacts): Found {
  const { sites, places } = facts;
  if (sites.length === 0) return NO_SITES;
  const second = places.filter(({ isHome }) => !isHome);
  const without = sites.filter(({ wanted }) => !wanted.some((id) => second.some((place) => place.id === id)));
  const wanted = second.filter(({ id }) => sites.some((site) => site.wanted.includes(id)));
  const absent = wanted.filter(({ presence }) => presence?.state === 'absent');
  const owing = wanted.filter(({ owed }) => owed.length > 0);
  const away = owing.filter((place) => absent.includes(place));
  const cut = owing.filter(({ presence }) => presence?.state === 'unreachable');
  const ready = owing.filter((place) => !away.includes(place) && !cut.includes(place));
  const moving = ready.length > 0 && sites.some(({ active }) => active?.kind === 'copy');
  const done = sites.filter((site) => !without.includes(site) && !owing.some(({ owed }) => owed.some(({ siteId }) => siteId === site.id)));
  const state = worstOf([
    ...(without.length > 0 ? (['problem'] as const) : []),
    ...(cut.length > 0 ? (['attention'] as const) : []),
    ...(away.length > 0 ? (['unknown'] as const) : []),
    ...(ready.length > 0 ? ([moving ? 'working' : 'attention'] as const) : []),
  ]);
  const [firstAway] = away;
  const headline =
    state === 'unknown' && firstAway !== undefined
      ? `${firstAway.name} is unplugged`
      : second.length === 0
        ? 'There is no second place'
        : `${ofSites(done.length, sites.length)} complete`;
  return {
    state,
    headline,
    details: [
      ...wanted.filter(({ owed }) => owed.length === 0).map(({ name }) => `${name}: everything is there.`),
      ...[...ready, ...cut].map((place) => `${place.name}: ${owedWords(place)}.`),
      ...away.map((place) => `Plug in ${place.name} for ${listed(place.owed.map(({ siteName }) => siteName))}: ${owedWords(place)}.`),
      ...without.map(({ name }) => `${name}: no place beyond this computer gets its copies.`),
    ],
    unchecked: [
      ...away.map(
        ({ name, lastSeenAt }) => `${name} is not plugged in${lastSeenAt === null ? '' : `; it was last seen ${when(lastSeenAt, facts)}`}.`,
      ),
      ...cut.map(
        ({ name, presence }) => `${name} cannot be reached${presence !== null && 'reason' in presence ? `: ${presence.reason}` : ''}.`,
      ),
    ],
    actions: [
      ...(ready.length > 0 && !moving ? [{ kind: 'push' as const, label: 'Copy now', placeIds: ready.map(({ id }) => id) }] : []),
      ...(without.length > 0 ? [{ kind: 'open' as const, label: 'Open the places', screen: 'places' as const }] : []),
    ],
  };
}

function owedWords({ owed }: PlaceFact): string {
  const backups = owed.reduce((sum, each) => sum + each.backups, 0);
  const bytes = owed.reduce((sum, each) => sum + each.bytes, 0);
  return `${count(backups, 'backup')} to copy, ${formatBytes(bytes)}`;
}

function progressOf({ active }: SiteFact): string {
  if (active === null) return '';
  return `${lowerFirst(active.title)}${active.percent === null ? ', under way' : `, ${active.percent} %`}.`;
}

function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`;
}

/** Names keep their capitals: only a word that begins a sentence is lowered. */
function lowerFirst(text: string): string {
  return /^[A-Z][a-z]+ /.test(text) ? `${text.charAt(0).toLowerCase()}${text.slice(1)}` : text;
}
