import type { BackupId } from '../../../shared/model/ids.ts';
import { whereIs } from '../../../shared/model/place.ts';
import type { SearchHit } from '../../../shared/model/search.ts';
import { matchScore, wordsOf } from '../../../shared/search/match.ts';
import type { FoundBackup, FoundTable } from '../../catalog/find.ts';
import type { Catalog } from '../../catalog/open-catalog.ts';
import { daysIn } from './days.ts';

/** Of each kind, so that none crowds out the others. */
const LISTED = 6;
const BACKUPS = 8;
/** Incidents and drills that are looked at: years of them. */
const RECORDS = 500;
/** Shorter beginnings of an id are words as any other. */
const ID = /^[0-9a-f][0-9a-f-]{3,}$/;
/** Enough of the word that it cannot be meant otherwise. */
const KIND_WORD = 4;

const KINDS: readonly SearchHit['kind'][] = ['site', 'server', 'place', 'backup', 'table', 'incident', 'drill'];

/** Table names of the newest whole backups, kept by the backup: a manifest never changes. */
export interface TableMemory {
  of(ids: readonly BackupId[], read: (id: BackupId) => readonly FoundTable[]): readonly FoundTable[];
}

export function createTableMemory(): TableMemory {
  let known = new Map<BackupId, readonly FoundTable[]>();
  return {
    of(ids, read) {
      known = new Map(ids.map((id) => [id, known.get(id) ?? read(id)]));
      return [...known.values()].flat();
    },
  };
}

interface Question {
  readonly text: string;
  /** Days without a year, `yesterday`: seen from here. */
  readonly now: number;
}

/** Everything whose name fits, best first; among equals in the order of the kinds, and the newest first. Only reads. */
export function findEverything(catalog: Catalog, tables: TableMemory, { text, now }: Question): readonly SearchHit[] {
  const words = wordsOf(text);
  if (words.length === 0) return [];
  const days = daysIn(words, now);
  const inDays = (at: string): boolean => days === null || (at >= days.from && at < days.until);
  // Where days are named, they are matched as days and not as words.
  const dated = days?.rest ?? words;
  const scoreDated = (title: string, others: readonly string[], at: string): number | null =>
    inDays(at) ? (dated.length === 0 ? 60 : matchScore(dated, { title, others })) : null;
  const servers = catalog.servers.list();
  const serverNames = new Map<string, string>(servers.map(({ id, name }) => [id, name]));
  const sites = catalog.sites.list();
  const whole = new Map(catalog.find.newestWhole().map((backup) => [backup.backupId, backup]));

  return best([
    sites.map((site) => {
      const serverName = serverNames.get(site.serverId) ?? '';
      const score = matchScore(words, { title: site.name, others: ['site', serverName, site.url ?? '', site.root, site.framework ?? ''] });
      return score === null ? null : { kind: 'site', score, siteId: site.id, name: site.name, serverName };
    }),
    servers.map(({ id, name, address }) => {
      const score = matchScore(words, { title: name, others: ['server', address] });
      return score === null ? null : { kind: 'server', score, serverId: id, name, address };
    }),
    catalog.places.list().map((place) => {
      const where = whereIs(place);
      const score = matchScore(words, { title: place.name, others: ['place', where] });
      return score === null ? null : { kind: 'place', score, placeId: place.id, name: place.name, where };
    }),
    backupsFor(catalog, words, days).map(({ note, label, ...backup }) => {
      const id = words.find((word) => ID.test(word) && backup.backupId.startsWith(word));
      const { siteName, startedAt } = backup;
      const byName = label === null ? null : scoreDated(label, ['backup', siteName, note], startedAt);
      const bySite = scoreDated(siteName, ['backup', label ?? '', note], startedAt);
      // Neither: found by something the catalog knows of it and the line does not show, its databases or the name of its folder.
      const score = id === undefined ? Math.max(byName ?? 10, bySite ?? 10) : 100;
      return { kind: 'backup', score, ...backup, label, note };
    }),
    tables
      .of([...whole.keys()], (id) => catalog.find.tablesOf(id))
      .map(({ backupId, database, table, rows }) => {
        const backup = whole.get(backupId);
        if (backup === undefined) return null;
        const { siteId, siteName, startedAt } = backup;
        const score = matchScore(words, { title: table, others: ['table', database, siteName] });
        return score === null ? null : { kind: 'table', score, backupId, siteId, siteName, startedAt, database, table, rows };
      }),
    catalog.find.incidents(RECORDS).map(({ note, ...incident }) => {
      const score = scoreDated(incident.number, ['incident', incident.siteName, note], incident.openedAt);
      return score === null ? null : { kind: 'incident', score, ...incident };
    }),
    catalog.find.drills(RECORDS).map((drill) => {
      const score = scoreDated('drill', [drill.siteName, drill.outcome], drill.startedAt);
      return score === null ? null : { kind: 'drill', score, ...drill };
    }),
  ]);
}

function best(kinds: readonly (readonly (SearchHit | null)[])[]): readonly SearchHit[] {
  const place = (hit: SearchHit): number => KINDS.indexOf(hit.kind);
  return kinds
    .flatMap((hits) => {
      const found = hits.filter((hit) => hit !== null).toSorted((a, b) => b.score - a.score);
      return found.slice(0, found[0]?.kind === 'backup' ? BACKUPS : LISTED);
    })
    .toSorted((a, b) => b.score - a.score || place(a) - place(b));
}

/** Candidates, newest first: of the days that are named; else with a name or a note; else of the sites that are named, or by the beginning of the id. */
function backupsFor({ find, sites }: Catalog, words: readonly string[], days: ReturnType<typeof daysIn>): readonly FoundBackup[] {
  const isKindWord = (word: string): boolean => word.length >= KIND_WORD && 'backups'.startsWith(word);
  const meant = (days?.rest ?? words).filter((word) => !isKindWord(word));
  if (days !== null) return find.backupsBetween(days, meant, BACKUPS);
  const ids = words.filter((word) => ID.test(word)).flatMap((word) => find.backupsById(word, BACKUPS));
  if (meant.length === 0) return ids;
  const named = find.namedBackups(meant, BACKUPS);
  const ofSites = sites.list().filter(({ name }) => matchScore(meant, { title: name }) !== null);
  const others = find.backupsOf(
    ofSites.map(({ id }) => id),
    BACKUPS,
  );
  const each = new Map([...ids, ...named, ...others].map((backup) => [backup.backupId, backup]));
  return [...each.values()].toSorted((a, b) => (a.startedAt < b.startedAt ? 1 : -1));
}
