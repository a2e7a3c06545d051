import { Play } from 'lucide-react';
import { formatInstant } from '../../../shared/format/instants.ts';
import type { Problem } from '../../../shared/model/problem.ts';
import type { RestorePlan } from '../../../shared/model/restore.ts';
import type { Server } from '../../../shared/model/server.ts';
import type { Site } from '../../../shared/model/site.ts';
import { useNow } from '../../api/use-now.ts';
import { Button } from '../../design/Button.tsx';
import { Facts } from '../../design/Facts.tsx';
import layout from '../../design/layout.module.css';
import { Note } from '../../design/Note.tsx';
import { ProblemPanel } from '../../design/ProblemPanel.tsx';
import { LevelLadder } from '../../design/ProofLadder.tsx';
import { Status } from '../../design/Status.tsx';
import text from '../../design/text.module.css';
import { SiteFlag } from '../../frame/SiteFlag.tsx';
import type { IdentityCheck } from './rules/identity-checks.ts';
import { identityChecks } from './rules/identity-checks.ts';
import styles from './IdentityGuard.module.css';
import { counted } from './rules/restore-words.ts';
import { TypedName } from './TypedName.tsx';
import { firstLiveNumber } from './rules/wizard-step.ts';

interface IdentityGuardProps {
  readonly plan: RestorePlan;
  readonly site: Site | null;
  readonly server: Server | null;
  readonly busy: boolean;
  readonly problem: Problem | null;
  readonly onRun: (typed: string) => void;
  readonly onPlanAgain: () => void;
}

/** The last thing between a person and the wrong site: what it is, how that was told, and the name to type. */
export function IdentityGuard({ plan, site, server, busy, problem, onRun, onPlanAgain }: IdentityGuardProps) {
  const now = useNow();
  const checks = identityChecks(plan, site, server);
  const differing = checks.filter(({ verdict }) => verdict === 'differs');
  const stops = plan.checks.filter(({ verdict }) => verdict === 'stop');
  const live = firstLiveNumber(plan.steps);
  return (
    <section className={styles.guard} aria-label="Target">
      <header>
        <SiteFlag siteId={plan.choice.targetSiteId} size="l" />
        <div>
          <p className={`${text.small} ${text.soft}`}>You are about to restore</p>
          <b>{plan.confirmWith}</b>
        </div>
      </header>
      <div className={styles.body}>
        <Facts
          facts={[
            ...checks.map((check) => ({ label: check.label, value: <Check key={check.label} check={check} /> })),
            ...plan.identity.databases.map(({ database, user, serverVersion }) => ({
              label: 'Database',
              value: `${database} as ${user}, ${serverVersion}`,
            })),
            {
              label: 'From',
              value: (
                <span className={styles.check}>
                  {formatInstant(plan.backup.startedAt, now)}, {plan.placeName} <LevelLadder level={plan.level} failedStep={null} />
                </span>
              ),
            },
            { label: 'Replaces', value: replaces(plan) },
          ]}
        />
        {differing.length > 0 || stops.length > 0 ? (
          <Stopped
            differing={differing}
            stops={stops.map(({ label, why, found }) => `${label}: ${why === '' ? found : why}`)}
            onPlanAgain={onPlanAgain}
          />
        ) : (
          <TypedName
            label="Type the site name to open the switch"
            name={plan.confirmWith}
            action="Run the plan"
            icon={Play}
            busy={busy}
            onConfirm={onRun}
          />
        )}
        {problem === null ? null : <ProblemPanel problem={problem} />}
        {live === null ? null : (
          <p className={`${text.micro} ${text.dim}`}>
            All checks run again in the second before step {live}. If one differs, the plan stops and the live site stays as it is.
          </p>
        )}
      </div>
    </section>
  );
}

function Check({ check }: { readonly check: IdentityCheck }) {
  const tone = ({ same: 'ok', new: 'mute', differs: 'crit' } as const)[check.verdict];
  return (
    <span className={styles.check}>
      <span className={check.mono ? text.mono : undefined}>{check.value}</span> <Status tone={tone}>{check.words}</Status>
    </span>
  );
}

interface StoppedProps {
  readonly differing: readonly IdentityCheck[];
  readonly stops: readonly string[];
  readonly onPlanAgain: () => void;
}

/** In place of the field: there is nothing to type while something stands against it. */
function Stopped({ differing, stops, onPlanAgain }: StoppedProps) {
  return (
    <div className={layout.stack} role="alert">
      <Note tone="crit">
        <strong>This plan cannot run. Nothing was changed.</strong>
        <ul className={styles.reasons}>
          {differing.map(({ label, value, words }) => (
            <li key={label}>
              {label} differs: found {value}, {words}.
            </li>
          ))}
          {stops.map((stop) => (
            <li key={stop}>{stop}</li>
          ))}
        </ul>
      </Note>
      <div>
        <Button onClick={onPlanAgain}>Check again</Button>
      </div>
    </div>
  );
}

function replaces({ choice, loss }: RestorePlan): string {
  const whole = choice.databases.filter(({ tables }) => tables === null).length;
  const chosen = choice.databases.flatMap(({ tables: some }) => some ?? []);
  if (chosen.some(({ action }) => action === 'decide')) return 'nothing before you have looked and chosen';
  const tables = chosen.filter(({ action }) => action !== 'keep-aside').length;
  const files = loss.media.reduce((sum, { added, replaced }) => sum + added + replaced, 0);
  const parts = [
    ...(whole === 0 ? [] : [counted(whole, 'database', 'databases')]),
    ...(tables === 0 ? [] : [counted(tables, 'table', 'tables')]),
    ...(choice.media.length === 0 ? [] : [counted(files, 'media file', 'media files')]),
  ];
  return parts.length === 0 ? 'nothing: what is restored is kept aside' : `${parts.join(', ')}; newer rows are kept aside`;
}
