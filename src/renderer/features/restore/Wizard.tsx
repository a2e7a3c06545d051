import { CircleCheck, ShieldAlert, ShieldCheck } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Incident } from '../../../shared/model/incident.ts';
import type { Restore } from '../../../shared/model/restore.ts';
import { classNames } from '../../design/class-names.ts';
import { Icon } from '../../design/Icon.tsx';
import { RecoveryFrame } from '../../frame/RecoveryFrame.tsx';
import { RecoveryBand } from './RecoveryBand.tsx';
import type { WizardStep } from './rules/wizard-step.ts';
import styles from './Wizard.module.css';

export interface Promised {
  /** `untouched` and `done` are good news; `touched` says that the live site is not as it was. */
  readonly tone: 'untouched' | 'touched' | 'done';
  readonly title: string;
  readonly second: string;
}

interface WizardProps {
  readonly incident: Incident;
  readonly restore: Restore | null;
  readonly step: WizardStep;
  readonly promise: Promised;
  /** The way back and the next step, in this order. */
  readonly actions: ReactNode;
  readonly children: ReactNode;
}

const GLYPHS = { untouched: ShieldCheck, touched: ShieldAlert, done: CircleCheck } as const;

/** What every step of a recovery stands in: whose it is above, what was touched and what comes next below. */
export function Wizard({ incident, restore, step, promise, actions, children }: WizardProps) {
  return (
    <RecoveryFrame
      step={step}
      note={`Incident ${incident.number}, saved as you go`}
      band={<RecoveryBand incident={incident} restore={restore} step={step} />}
      actions={
        <section className={styles.bar} aria-label="Next step" data-region="next step" tabIndex={-1}>
          <div className={classNames(styles.promise, styles[promise.tone])}>
            <Icon glyph={GLYPHS[promise.tone]} size={20} />
            <div>
              <b>{promise.title}</b>
              <span>{promise.second}</span>
            </div>
          </div>
          <div className={styles.actions}>{actions}</div>
        </section>
      }
    >
      {children}
    </RecoveryFrame>
  );
}

/** The promise of the steps before anything runs. */
export function nothingChanged(incident: Incident, second: string): Promised {
  return {
    tone: 'untouched',
    title: 'No data on the site has been changed.',
    second: incident.maintenanceSince === null ? second : `The maintenance page is up. ${second}`,
  };
}
