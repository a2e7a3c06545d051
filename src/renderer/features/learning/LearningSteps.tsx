import type { LearningPath, LearningStep } from '../../../shared/model/learning.ts';
import type { Screen } from '../../navigation.ts';
import { Command } from '../../design/Command.tsx';
import { Status } from '../../design/Status.tsx';
import { classNames } from '../../design/class-names.ts';
import { ScreenLink } from '../../frame/ScreenLink.tsx';
import { StepBadge } from '../../design/StepBadge.tsx';
import styles from './learning.module.css';

/** The steps with what was found for each; the first open one says how. */
export function LearningSteps({ path }: { readonly path: LearningPath }) {
  const next = path.steps.find(({ done }) => !done);
  return (
    <ol className={styles.steps}>
      {path.steps.map((step, index) => (
        <li
          key={step.id}
          className={classNames(step.id === next?.id && styles.next)}
          aria-current={step.id === next?.id ? 'step' : undefined}
        >
          <StepBadge number={index + 1} done={step.done} />
          <div className={styles.words}>
            <h2>{step.title}</h2>
            <p>{step.about}</p>
            <Status tone={step.done ? 'ok' : 'mute'}>{step.found}</Status>
            {step.done ? null : (
              <div className={styles.how}>
                {step.action === null ? null : <ScreenLink to={screenOf(step.action)}>{step.action.label}</ScreenLink>}
                {step.commands.map((command) => (
                  <Command key={command} text={command} label={`Command for: ${step.title}`} />
                ))}
              </div>
            )}
          </div>
        </li>
      ))}
    </ol>
  );
}

export function screenOf(action: NonNullable<LearningStep['action']>): Screen {
  if (action.kind === 'open-site') return { name: 'site', siteId: action.siteId };
  switch (action.screen) {
    case 'drills':
      return { name: 'drills', siteId: null };
    case 'documents':
      return { name: 'documents', siteId: null };
    case 'checklist':
      return { name: 'checklist', list: 'weekly', period: null };
    case 'add-server':
    case 'fleet':
    case 'places':
      return { name: action.screen };
  }
}
