import { Check } from 'lucide-react';
import type { Incident } from '../../../shared/model/incident.ts';
import type { Restore } from '../../../shared/model/restore.ts';
import { useFleet } from '../../api/stores.ts';
import { useNow } from '../../api/use-now.ts';
import { classNames } from '../../design/class-names.ts';
import { Icon } from '../../design/Icon.tsx';
import { VisuallyHidden } from '../../design/VisuallyHidden.tsx';
import { SiteFlag } from '../../frame/SiteFlag.tsx';
import styles from './RecoveryBand.module.css';
import { clock, shortInstant } from './rules/restore-words.ts';
import type { WizardStep } from './rules/wizard-step.ts';
import { WIZARD_STEPS } from './rules/wizard-step.ts';

interface RecoveryBandProps {
  readonly incident: Incident;
  readonly restore: Restore | null;
  readonly step: WizardStep;
}

/** Whose recovery it is, where it stands, and the clock that everybody will ask about. */
export function RecoveryBand({ incident, restore, step }: RecoveryBandProps) {
  const status = useFleet((state) => state.fleet?.sites.find(({ site }) => site.id === incident.siteId) ?? null);
  const at = WIZARD_STEPS.findIndex(({ name }) => name === step);
  return (
    <section className={styles.band} aria-label={`Recovery of ${incident.siteName}`}>
      <SiteFlag siteId={incident.siteId} size="l" />
      <div className={styles.who}>
        <b title={incident.siteName}>{incident.siteName}</b>
        <span>{status === null ? '' : [status.server.name, status.site.framework].filter((part) => part !== null).join(' · ')}</span>
      </div>
      <ol className={styles.steps} aria-label="Steps of the recovery">
        {WIZARD_STEPS.map(({ name, label }, index) => (
          <li key={name} className={classNames(index < at && styles.done)} aria-current={index === at ? 'step' : undefined}>
            <span className={styles.badge}>
              {index < at ? (
                <>
                  <Icon glyph={Check} size={14} />
                  <VisuallyHidden>done: </VisuallyHidden>
                </>
              ) : (
                index + 1
              )}
            </span>
            <span className={styles.label}>{label}</span>
          </li>
        ))}
      </ol>
      <Clock incident={incident} backAt={restore?.state === 'done' ? restore.endedAt : null} />
    </section>
  );
}

function Clock({ incident, backAt }: { readonly incident: Incident; readonly backAt: string | null }) {
  const now = useNow(5_000);
  const noticedAt = incident.situation?.noticedAt ?? incident.openedAt;
  const until = backAt === null ? now : Date.parse(backAt);
  return (
    <p className={styles.clock}>
      <b>{clock(until - Date.parse(noticedAt))}</b>
      {backAt === null
        ? `since you noticed, ${shortInstant(noticedAt, now)}`
        : `noticed ${shortInstant(noticedAt, now)}, back ${shortInstant(backAt, now)}`}
    </p>
  );
}
