import { useAction } from '../../api/use-action.ts';
import { useCall } from '../../api/use-call.ts';
import { Button } from '../../design/Button.tsx';
import layout from '../../design/layout.module.css';
import { LoadingLines } from '../../design/Loading.tsx';
import { PageHead } from '../../design/PageHead.tsx';
import { Panel } from '../../design/Panel.tsx';
import { ProblemPanel } from '../../design/ProblemPanel.tsx';
import { useTrail } from '../../frame/use-trail.ts';
import { LearningSteps } from './LearningSteps.tsx';

/** The guide of the first weeks. Nobody ticks it: a step is done when it is so. */
export function LearningScreen() {
  const { loaded, reload } = useCall('learning.path', undefined);
  const putAway = useAction('learning.put-away');
  useTrail([{ label: 'First weeks', to: null }]);
  const path = loaded.state === 'ready' ? loaded.value : null;
  return (
    <div className={layout.stack}>
      <PageHead
        title="The first weeks"
        meta={['from nothing to “you are protected”', ...(path === null ? [] : [`${path.done} of ${path.steps.length} done`])]}
        actions={
          path === null ? undefined : (
            <Button busy={putAway.busy} onClick={() => void putAway.run({ putAway: !path.putAway }).then(reload)}>
              {path.putAway ? 'Show it again' : 'Put it away'}
            </Button>
          )
        }
      />
      {putAway.problem === null ? null : <ProblemPanel problem={putAway.problem} />}
      {loaded.state === 'problem' ? <ProblemPanel problem={loaded.problem} /> : null}
      <Panel title="Steps" flush>
        {path === null ? <LoadingLines what="the guide" lines={6} /> : <LearningSteps path={path} />}
      </Panel>
    </div>
  );
}
