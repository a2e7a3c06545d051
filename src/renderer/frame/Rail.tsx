import { LifeBuoy, Plus } from 'lucide-react';
import { useActiveJob, useFleet, useNavigation } from '../api/stores.ts';
import { useCall } from '../api/use-call.ts';
import { classNames } from '../design/class-names.ts';
import { Icon } from '../design/Icon.tsx';
import { Status, Verdict, verdictWord } from '../design/Status.tsx';
import { VisuallyHidden } from '../design/VisuallyHidden.tsx';
import type { SiteStatus } from '../../shared/model/fleet.ts';
import styles from './Rail.module.css';
import { FirstWeeks } from './FirstWeeks.tsx';
import { RAIL_ENTRIES } from './rail-entries.ts';
import { ScreenLink } from './ScreenLink.tsx';
import { SiteFlag } from './SiteFlag.tsx';

interface RailProps {
  readonly onRecover: () => void;
}

export function Rail({ onRecover }: RailProps) {
  const screen = useNavigation((state) => state.screen);
  const fleet = useFleet((state) => state.fleet);
  return (
    <nav className={styles.rail} aria-label="Main" data-region="rail" tabIndex={-1}>
      {RAIL_ENTRIES.map((entry) => (
        <ScreenLink
          key={entry.label}
          to={entry.screen}
          title={entry.label}
          className={styles.entry}
          current={entry.covers.includes(screen.name)}
        >
          <Icon glyph={entry.icon} />
          <span className={styles.label}>{entry.label}</span>
          {entry.screen.name === 'checklist' ? <ChecklistCount /> : null}
        </ScreenLink>
      ))}
      {fleet === null || fleet.sites.length === 0 ? null : (
        <div className={styles.sites}>
          <h2>Sites</h2>
          <ul>
            {fleet.sites.map((status) => (
              <li key={status.site.id}>
                <SiteEntry status={status} current={screen.name === 'site' && screen.siteId === status.site.id} />
              </li>
            ))}
          </ul>
        </div>
      )}
      <div className={styles.end}>
        {fleet === null || fleet.sites.length === 0 ? null : <FirstWeeks />}
        <ScreenLink to={{ name: 'add-server' }} title="Add a server" className={styles.entry} current={screen.name === 'add-server'}>
          <Icon glyph={Plus} />
          <span className={styles.label}>Add a server</span>
        </ScreenLink>
        {/* Always a word, at every width: whoever looks for it may never have opened it before. */}
        <button type="button" className={styles.recovery} title="Something went wrong: start a recovery" onClick={onRecover}>
          <Icon glyph={LifeBuoy} />
          <span>Recovery</span>
        </button>
      </div>
    </nav>
  );
}

/** How far this week's list is; nothing before there is a site. */
function ChecklistCount() {
  const { loaded } = useCall('checklist.glance', undefined);
  if (loaded.state !== 'ready') return null;
  const { confirmed, total, state } = loaded.value;
  return (
    <span className={styles.count}>
      {confirmed} of {total}
      {state === 'overdue' ? <VisuallyHidden>, unfinished</VisuallyHidden> : null}
    </span>
  );
}

function SiteEntry({ status, current }: { readonly status: SiteStatus; readonly current: boolean }) {
  const job = useActiveJob(status.site.id);
  const word = job === null ? verdictWord(status.verdict).word : 'Job running';
  return (
    <ScreenLink
      to={{ name: 'site', siteId: status.site.id }}
      title={`${status.site.name}: ${word}`}
      className={classNames(styles.entry, styles.site)}
      current={current}
    >
      <SiteFlag siteId={status.site.id} size="s" />
      <span className={styles.label}>{status.site.name}</span>
      <span className={styles.state}>
        {job === null ? (
          <Verdict verdict={status.verdict} iconOnly />
        ) : (
          <Status tone="run" iconOnly>
            {word}
          </Status>
        )}
      </span>
    </ScreenLink>
  );
}
