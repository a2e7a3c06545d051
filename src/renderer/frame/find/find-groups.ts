import { formatInstant } from '../../../shared/format/instants.ts';
import type { SearchHit } from '../../../shared/model/search.ts';
import type { SiteId } from '../../../shared/model/ids.ts';
import { matchScore, wordsOf } from '../../../shared/search/match.ts';
import type { FindAct, FindAction } from './find-actions.ts';

/** One line of the list. */
export interface FindOption {
  readonly id: string;
  readonly kind: SearchHit['kind'] | 'action';
  readonly title: string;
  readonly second: string;
  readonly siteId: SiteId | null;
  readonly act: FindAct;
}

export interface FindGroup {
  readonly label: string;
  readonly options: readonly FindOption[];
}

const LABELS: Readonly<Record<FindOption['kind'], string>> = {
  site: 'Sites',
  action: 'Actions',
  backup: 'Backups',
  table: 'Tables',
  server: 'Servers',
  place: 'Places',
  incident: 'Incidents',
  drill: 'Drills',
};

/** Where two kinds fit equally well. */
const ORDER = Object.keys(LABELS) as readonly FindOption['kind'][];

/** As many actions as of any other kind. */
const ACTIONS = 6;

interface Scored {
  readonly score: number;
  readonly option: FindOption;
}

/** By kind, the kind with the best fit first; within a kind the best first. What was typed decides alone: the same words always give the same order. */
export function findGroups(text: string, hits: readonly SearchHit[], actions: readonly FindAction[], now: number): readonly FindGroup[] {
  const words = wordsOf(text);
  const found: readonly Scored[] = [
    ...hits.map((hit) => ({ score: hit.score, option: optionOf(hit, now) })),
    ...actions
      .flatMap((action) => {
        const score = matchScore(words, action);
        return score === null ? [] : [{ score, option: optionOfAction(action) }];
      })
      .toSorted((a, b) => b.score - a.score)
      .slice(0, ACTIONS),
  ];
  const bestOf = (kind: FindOption['kind']): number =>
    Math.max(...found.filter(({ option }) => option.kind === kind).map(({ score }) => score));
  return ORDER.filter((kind) => found.some(({ option }) => option.kind === kind))
    .toSorted((a, b) => bestOf(b) - bestOf(a) || ORDER.indexOf(a) - ORDER.indexOf(b))
    .map((kind) => ({ label: LABELS[kind], options: found.filter(({ option }) => option.kind === kind).map(({ option }) => option) }));
}

/** Before anything is typed: the sites as the fleet has them, worst first, and what concerns all. */
export function startGroups(
  sites: readonly { readonly id: SiteId; readonly name: string; readonly server: string }[],
  actions: readonly FindAction[],
): readonly FindGroup[] {
  return [
    {
      label: LABELS.site,
      options: sites.slice(0, ACTIONS).map(({ id, name, server }) => ({
        id: `site-${id}`,
        kind: 'site' as const,
        title: name,
        second: server,
        siteId: id,
        act: { kind: 'go' as const, screen: { name: 'site' as const, siteId: id } },
      })),
    },
    {
      label: LABELS.action,
      options: actions
        .filter(({ siteId }) => siteId === null)
        .slice(0, ACTIONS)
        .map(optionOfAction),
    },
  ].filter(({ options }) => options.length > 0);
}

function optionOfAction({ id, title, second, siteId, act }: FindAction): FindOption {
  return { id, kind: 'action', title, second, siteId, act };
}

function optionOf(hit: SearchHit, now: number): FindOption {
  const { kind } = hit;
  switch (kind) {
    case 'site':
      return {
        id: `site-${hit.siteId}`,
        kind,
        title: hit.name,
        second: hit.serverName,
        siteId: hit.siteId,
        act: { kind: 'go', screen: { name: 'site', siteId: hit.siteId } },
      };
    case 'backup':
      return {
        id: `backup-${hit.backupId}`,
        kind,
        title: hit.label ?? `${hit.siteName}, ${formatInstant(hit.startedAt, now)}`,
        second: backupLine(hit, now),
        siteId: hit.siteId,
        act: { kind: 'go', screen: { name: 'backup', backupId: hit.backupId } },
      };
    case 'table':
      return {
        id: `table-${hit.backupId}-${hit.database}-${hit.table}`,
        kind,
        title: hit.table,
        second: `${hit.siteName}, ${hit.database}${hit.rows === null ? '' : `, ${new Intl.NumberFormat('en-GB').format(hit.rows)} rows`} on ${formatInstant(hit.startedAt, now)}`,
        siteId: hit.siteId,
        act: { kind: 'go', screen: { name: 'backup', backupId: hit.backupId } },
      };
    case 'server':
      return {
        id: `server-${hit.serverId}`,
        kind,
        title: hit.name,
        second: hit.address,
        siteId: null,
        act: { kind: 'go', screen: { name: 'server', serverId: hit.serverId } },
      };
    case 'place':
      return {
        id: `place-${hit.placeId}`,
        kind,
        title: hit.name,
        second: hit.where,
        siteId: null,
        act: { kind: 'go', screen: { name: 'place', placeId: hit.placeId } },
      };
    case 'incident':
      return {
        id: `incident-${hit.incidentId}`,
        kind,
        title: `Incident ${hit.number}`,
        second: `${hit.siteName}, ${hit.closedAt === null ? 'open' : 'closed'}`,
        siteId: hit.siteId,
        act: { kind: 'go', screen: { name: 'incident', incidentId: hit.incidentId } },
      };
    case 'drill':
      return {
        id: `drill-${hit.drillId}`,
        kind,
        title: `Drill of ${hit.siteName}`,
        second: `${hit.outcome}, ${formatInstant(hit.startedAt, now)}`,
        siteId: hit.siteId,
        act: { kind: 'go', screen: { name: 'drill', drillId: hit.drillId } },
      };
  }
}

function backupLine({ label, note, siteName, startedAt, backupId }: Extract<SearchHit, { kind: 'backup' }>, now: number): string {
  const [id = ''] = backupId.split('-');
  const parts = label === null ? [note, id] : [siteName, formatInstant(startedAt, now), note];
  return parts.filter((part) => part !== '').join(', ');
}
