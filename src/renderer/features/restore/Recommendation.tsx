import { Check, Info, TriangleAlert } from 'lucide-react';
import type { Candidate, CandidateReason, Proposal } from '../../../shared/model/proposal.ts';
import type { RestorePlan } from '../../../shared/model/restore.ts';
import type { SiteRecovery } from '../../../shared/model/site-recovery.ts';
import { formatBytes } from '../../../shared/format/bytes.ts';
import { formatInstant } from '../../../shared/format/instants.ts';
import { useNow } from '../../api/use-now.ts';
import { Button } from '../../design/Button.tsx';
import { classNames } from '../../design/class-names.ts';
import { Icon } from '../../design/Icon.tsx';
import { LevelLadder } from '../../design/ProofLadder.tsx';
import { Status } from '../../design/Status.tsx';
import { Tag } from '../../design/Tag.tsx';
import text from '../../design/text.module.css';
import { VisuallyHidden } from '../../design/VisuallyHidden.tsx';
import styles from './Recommendation.module.css';
import { about, againstGoal, clock } from './rules/restore-words.ts';

interface RecommendationProps {
  readonly candidate: Candidate;
  readonly proposal: Proposal;
  readonly noticedAt: string;
  /** Counted figures win over those of the catalog. Null: not counted yet. */
  readonly plan: RestorePlan | null;
  readonly goals: Pick<SiteRecovery, 'rpoGoalMinutes' | 'rtoGoalMinutes'> | null;
  /** Back to the proposed one; null: this is it. */
  readonly onPropose: (() => void) | null;
}

const GLYPHS = { for: Check, against: TriangleAlert, note: Info } as const;
const WORDS = { for: 'For it: ', against: 'Against it: ', note: 'Note: ' } as const;

/** The backup, the reasons with their evidence, and what it costs: changes, time, bytes. */
export function Recommendation({ candidate, proposal, noticedAt, plan, goals, onPropose }: RecommendationProps) {
  const now = useNow();
  const isProposed = candidate === proposal.proposed;
  const { backup, placeName, level, provedAt, reasons } = candidate;
  return (
    <section className={styles.pick} aria-label={isProposed ? 'Recommended backup' : 'Chosen backup'}>
      <div className={styles.top}>
        <div className={styles.name}>
          <p className={`${text.small} ${text.soft}`}>{isProposed ? 'Recommended' : 'Chosen by you'}</p>
          <h2>{formatInstant(backup.startedAt, now)}</h2>
          {backup.label === null ? null : <p className={`${text.small} ${text.soft}`}>“{backup.label}”</p>}
        </div>
        <span title={provedAt === null ? undefined : `shown ${formatInstant(provedAt, now)}`}>
          <LevelLadder level={level ?? 'present'} failedStep={level === null ? 'intact' : null} />
        </span>
        {placeName === '' ? null : <Tag>from {placeName}</Tag>}
      </div>
      <ul className={styles.reasons}>
        {ordered(isProposed ? reasons : withRejection(candidate)).map((reason) => (
          <li key={`${reason.code} ${reason.text}`} className={classNames(styles[reason.speaks])}>
            <Icon glyph={GLYPHS[reason.speaks]} />
            <span>
              <VisuallyHidden>{WORDS[reason.speaks]}</VisuallyHidden>
              {reason.text}
            </span>
          </li>
        ))}
      </ul>
      {onPropose === null ? null : (
        <div className={styles.back}>
          <Button size="s" onClick={onPropose}>
            Back to the recommended one
          </Button>
        </div>
      )}
      <Figures candidate={candidate} proposal={proposal} noticedAt={noticedAt} plan={plan} goals={goals} onPropose={onPropose} />
    </section>
  );
}

function Figures({ candidate, proposal, noticedAt, plan, goals }: RecommendationProps) {
  const isProposed = candidate === proposal.proposed;
  const rpo = plan?.rpoMs ?? Math.max(0, Date.parse(noticedAt) - Date.parse(candidate.backup.startedAt));
  const rto = plan?.rtoMs ?? (isProposed ? proposal.rtoMs : null);
  const from = plan?.rtoFrom ?? (isProposed ? proposal.rtoFrom : 'unknown');
  const bytes = plan?.bytesToSend ?? (isProposed ? proposal.bytesToSend : null);
  const rpoGoal = againstGoal(rpo, goals?.rpoGoalMinutes ?? null);
  const rtoGoal = rto === null ? null : againstGoal(rto, goals?.rtoGoalMinutes ?? null);
  return (
    <dl className={styles.figures}>
      <div>
        <dt>Changes lost (RPO)</dt>
        <dd>{clock(rpo)}</dd>
        <dd className={styles.sub}>{rpoGoal === null ? 'no goal is set' : <Goal {...rpoGoal} />}</dd>
      </div>
      <div>
        <dt>Time to restore (RTO)</dt>
        <dd>{rto === null ? '–' : about(rto)}</dd>
        <dd className={styles.sub}>
          {rto === null ? 'not known: no drill yet' : from === 'drill' ? 'measured by a drill' : 'from measured rates'}
          {rtoGoal === null ? null : (
            <>
              {' '}
              <Goal {...rtoGoal} />
            </>
          )}
        </dd>
      </div>
      <div>
        <dt>To send</dt>
        <dd>{bytes === null ? '–' : formatBytes(bytes)}</dd>
        <dd className={styles.sub}>{bytes === null ? 'counted with the plan' : 'compressed'}</dd>
      </div>
    </dl>
  );
}

function Goal({ kept, words }: { readonly kept: boolean; readonly words: string }) {
  return kept ? <>{words}</> : <Status tone="warn">{words}</Status>;
}

const ORDER = ['for', 'against', 'note'] as const;

function ordered(reasons: readonly CandidateReason[]): readonly CandidateReason[] {
  return reasons.toSorted((a, b) => ORDER.indexOf(a.speaks) - ORDER.indexOf(b.speaks));
}

/** The sentence against it stays in sight when it is used all the same. */
function withRejection({ reasons, rejectedBecause }: Candidate): readonly CandidateReason[] {
  if (rejectedBecause === '' || reasons.some(({ text: words }) => words === rejectedBecause)) return reasons;
  return [{ code: 'rejected', speaks: 'against', text: rejectedBecause }, ...reasons];
}
