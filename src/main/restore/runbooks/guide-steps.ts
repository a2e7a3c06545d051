import type { PlanStep, RunbookId } from '../../../shared/model/runbook.ts';
import type { RestoreStep } from '../step.ts';
import { GUIDES, type Guide } from './guides.ts';

/** What only a person can do, as steps of the plan: each says so and goes on. `before` the data, and `after` the site is back. They come again as tasks of the incident. */
export function guideSteps(runbook: RunbookId): { readonly before: readonly RestoreStep[]; readonly after: readonly RestoreStep[] } {
  const steps = (when: Guide['when']) => GUIDES.filter((guide) => guide.runbook === runbook && guide.when === when).map(stepOf);
  return { before: steps('before'), after: steps('after') };
}

function stepOf({ id, title, hint, commands }: Guide): RestoreStep {
  const plan: PlanStep = {
    id: `guide:${id}`,
    kind: 'guide',
    title,
    commands: [...commands],
    changes: `For you to do. ${hint}`,
    undo: 'Nothing has to be undone.',
    touchesLive: false,
    estimatedMs: null,
  };
  return {
    plan,
    run(context) {
      context.say(`For you to do: ${title}. ${hint}`);
      for (const command of commands) context.say(command);
      return Promise.resolve();
    },
  };
}
