import { Fragment } from 'react';
import type { ChecklistName } from '../../../shared/model/checklist.ts';
import type { Finding, FleetStatus, SiteStatus } from '../../../shared/model/fleet.ts';
import type { ToneWord } from '../../design/tone.ts';
import { Status } from '../../design/Status.tsx';
import text from '../../design/text.module.css';
import { ScreenLink } from '../../frame/ScreenLink.tsx';
import type { Screen } from '../../navigation.ts';
import { DeliveryLine } from '../alerts/DeliveryLine.tsx';
import styles from './FleetScreen.module.css';
import { FleetLeaving } from './FleetLeaving.tsx';
import { LeavingNote } from './LeavingNote.tsx';

/** As many as the deck has room for; the site pages have all. */
const SHOWN = 6;
/** Places named in one line; further ones are counted. */
const NAMED_PLACES = 2;
/** Links below the list. */
const NAMED_FURTHER = 4;
const TONES: Readonly<Record<Finding['severity'], ToneWord>> = {
  critical: { tone: 'crit', word: 'Critical' },
  'at-risk': { tone: 'warn', word: 'At risk' },
  note: { tone: 'mute', word: 'Reminder' },
};
const ORDER: readonly Finding['severity'][] = ['critical', 'at-risk', 'note'];

interface Line {
  readonly key: string;
  readonly finding: Pick<Finding, 'severity' | 'text'>;
  readonly to: Screen;
  /** All that is folded into it, itself included: what was found, and where. */
  readonly same: readonly Found[];
}

interface Found {
  readonly finding: Pick<Finding, 'severity' | 'text'>;
  readonly where: string;
}

interface AlertsColumnProps {
  readonly fleet: Pick<FleetStatus, 'sites' | 'findings' | 'servers'>;
  /** Whose backups are about to leave is told as well. */
  readonly chosen: SiteStatus | undefined;
}

/** What stays wrong until somebody mends it, over the whole fleet, worst first; the same thing on several sites is one line. */
export function AlertsColumn({ fleet, chosen }: AlertsColumnProps) {
  const lines = linesOf(fleet);
  const shown = lines.slice(0, SHOWN);
  const home = chosen?.board.cells.find(({ newest }) => newest !== null);
  return (
    <section aria-label="Alerts">
      <h2>
        Alerts
        <span className={styles.right}>{countsOf(lines)}</span>
      </h2>
      {lines.length === 0 ? <p className={text.soft}>No alerts.</p> : null}
      <ul className={styles.alerts}>
        {shown.map(({ key, finding, to, same }) => {
          const { tone, word } = TONES[finding.severity];
          return (
            <li key={key}>
              <Status tone={tone} iconOnly>
                {word}
              </Status>
              <span className={styles.what} title={titleOf(same)}>
                {finding.text}
              </span>
              <ScreenLink to={to}>Open</ScreenLink>
              <span className={styles.where}>{placesOf(same)}</span>
            </li>
          );
        })}
        <FleetLeaving />
        {chosen === undefined || home === undefined ? null : (
          <LeavingNote siteId={chosen.site.id} siteName={chosen.site.name} placeId={home.placeId} placeName={home.placeName} />
        )}
      </ul>
      <Further lines={lines.slice(SHOWN)} />
      <DeliveryLine />
    </section>
  );
}

/** What has no room, each as a link by its place. */
function Further({ lines }: { readonly lines: readonly Line[] }) {
  if (lines.length === 0) return null;
  const named = lines.slice(0, NAMED_FURTHER);
  const rest = lines.length - named.length;
  return (
    <p className={text.second}>
      {lines.length} more:{' '}
      {named.map(({ key, finding, to, same }, index) => (
        <Fragment key={key}>
          {index === 0 ? null : ', '}
          <ScreenLink to={to} title={finding.text}>
            {placesOf(same)}
          </ScreenLink>
        </Fragment>
      ))}
      {rest === 0 ? '.' : ` and ${rest} more.`}
    </p>
  );
}

/** "aurora-market, borealis and 2 more: 5 findings"; the number where it is not that of the places. */
function placesOf(same: readonly Found[]): string {
  const places = [...new Set(same.map(({ where }) => where))];
  const named = places.slice(0, NAMED_PLACES).join(', ');
  const rest = places.length - NAMED_PLACES;
  const all = rest > 0 ? `${named} and ${rest} more` : named;
  return same.length > places.length ? `${all}: ${same.length} findings` : all;
}

function titleOf(same: readonly Found[]): string {
  return same.length === 1 ? (same[0]?.finding.text ?? '') : same.map(({ finding, where }) => `${where}: ${finding.text}`).join('\n');
}

function linesOf({ sites, findings, servers }: AlertsColumnProps['fleet']): readonly Line[] {
  const ofFleet = findings.map((finding) => ({
    finding,
    where: whereOf(finding, servers),
    to: screenOfFleet(finding),
    key: `${finding.code} ${finding.placeId ?? finding.serverId ?? ''}`,
  }));
  const bySite = sites.flatMap(({ site, findings: own }: SiteStatus) =>
    own.map((finding) => ({
      finding,
      where: site.name,
      to: screenOfSite(finding, site.id),
      key: `${finding.code} ${finding.severity} of sites`,
    })),
  );
  const grouped = [...Map.groupBy([...ofFleet, ...bySite], ({ key }) => key).values()].flatMap((same): readonly Line[] => {
    const [first] = same;
    return first === undefined ? [] : [{ key: first.key, finding: first.finding, to: first.to, same }];
  });
  return grouped.toSorted((a, b) => ORDER.indexOf(a.finding.severity) - ORDER.indexOf(b.finding.severity));
}

function countsOf(lines: readonly Line[]): string {
  const count = (severity: Finding['severity']): number => lines.filter(({ finding }) => finding.severity === severity).length;
  const [critical, risk] = [count('critical'), count('at-risk')];
  return [...(critical === 0 ? [] : [`${critical} critical`]), ...(risk === 0 ? [] : [`${risk} at risk`])].join(', ');
}

function whereOf({ serverId }: Finding, servers: FleetStatus['servers']): string {
  return servers.find(({ id }) => id === serverId)?.name ?? 'everywhere';
}

function screenOfFleet({ code, text, placeId, serverId }: Finding): Screen {
  if (code === 'key-kit-not-saved') return { name: 'settings' };
  if (code === 'alerts-not-delivered') return { name: 'alerts' };
  if (code === 'checklist-due' || code === 'checklist-unfinished') return { name: 'checklist', list: listIn(text), period: null };
  if (placeId !== null) return { name: 'place', placeId };
  return serverId === null ? { name: 'activity' } : { name: 'server', serverId };
}

/** "The monthly checklist of November 2026 is due": a finding has no field of its own for its list. */
function listIn(text: string): ChecklistName {
  return (['monthly', 'quarterly'] as const).find((list) => text.includes(`${list} checklist`)) ?? 'weekly';
}

function screenOfSite({ code, backupId, serverId }: Finding, siteId: SiteStatus['site']['id']): Screen {
  if (code === 'drill-due' || code === 'no-drill-passed' || code === 'rto-over-target') return { name: 'drills', siteId };
  if (code === 'too-large' || code === 'cleanup-failed') return { name: 'retention', siteId, placeId: null };
  if (code === 'host-key-changed' && serverId !== null) return { name: 'server', serverId };
  if (backupId !== null && (code === 'copy-failed' || code === 'new-executables' || code === 'application-key-changed'))
    return { name: 'backup', backupId };
  return { name: 'site', siteId };
}
