import type { SiteStatus } from '../../../shared/model/fleet.ts';
import type { NextAction } from '../../../shared/model/next-action.ts';
import { useCall } from '../../api/use-call.ts';
import { Panel } from '../../design/Panel.tsx';
import { Status } from '../../design/Status.tsx';
import text from '../../design/text.module.css';
import { ScreenLink } from '../../frame/ScreenLink.tsx';
import { ActionButton } from '../fleet/NextAction.tsx';
import type { SiteActions } from '../fleet/use-site-actions.ts';
import { ACTION_WORDS } from './action-words.ts';
import { levelWord, screenOf } from './health-words.ts';
import { HealthFactors } from './HealthFactors.tsx';
import { HistoryStrip } from './HistoryStrip.tsx';
import { RpoClock } from './RpoClock.tsx';
import { ScoreTrend } from './ScoreTrend.tsx';
import styles from './health.module.css';

/** What is done on the page of the site, which is this one: their evidence is what there is to open. */
const DONE_HERE: ReadonlySet<NextAction> = new Set<NextAction>(['see-problem', 'heal', 'add-source', 'add-database']);

/** The score of a site with everything it rests on, and what would mend what is lacking. */
export function HealthPanel({ status, actions }: { readonly status: SiteStatus; readonly actions: SiteActions }) {
  const { site, health, rpo, nights } = status;
  const { loaded } = useCall('health.trend', { siteId: site.id });
  const { tone, word } = levelWord(health.level);
  return (
    <Panel
      title="Health"
      subtitle={health.formula > health.score ? `${health.formula} points, held at ${health.score}` : undefined}
      aside={
        <>
          <b className={styles.number}>{health.score}</b> <Status tone={tone}>{word}</Status>
        </>
      }
    >
      <div className={styles.panel}>
        <HealthFactors factors={health.factors} />
        {health.caps.length === 0 ? null : (
          <ul className={styles.caps} aria-label="Ceilings">
            {health.caps.map((cap) => (
              <li key={cap.id}>
                <Status tone="warn">At most {cap.at}</Status>
                <ScreenLink to={screenOf(cap.evidence)} className={styles.evidence}>
                  {cap.text}
                </ScreenLink>
              </li>
            ))}
          </ul>
        )}
        {health.steps.length === 0 ? null : (
          <ol className={styles.steps} aria-label="What to do next">
            {health.steps.map((step) => (
              <li key={step.action}>
                {DONE_HERE.has(step.action) ? (
                  <ScreenLink to={screenOf(step.evidence)}>{ACTION_WORDS[step.action]}</ScreenLink>
                ) : (
                  <ActionButton action={step.action} status={status} actions={actions} />
                )}
                <span className={styles.gain}>{step.to > step.from ? `${step.from} → ${step.to}` : `${step.from}`}</span>
                <span className={text.second}>{step.text}</span>
              </li>
            ))}
          </ol>
        )}
        <div className={styles.instruments}>
          <RpoClock rpo={rpo} />
          <HistoryStrip nights={nights} siteName={site.name} />
          {loaded.state === 'ready' ? <ScoreTrend trend={loaded.value} /> : null}
        </div>
      </div>
    </Panel>
  );
}
