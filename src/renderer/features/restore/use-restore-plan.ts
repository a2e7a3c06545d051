import { useCallback, useEffect, useState } from 'react';
import type { Problem } from '../../../shared/model/problem.ts';
import type { RestoreChoice, RestorePlan } from '../../../shared/model/restore.ts';
import type { Situation } from '../../../shared/model/situation.ts';
import { ask, useBridge } from '../../api/bridge.ts';
import { useSettled } from '../../api/use-settled.ts';
import { whyNothing } from './rules/default-choice.ts';
import { isSameChoice } from './rules/wizard-step.ts';

export type Planning =
  | { readonly state: 'counting' }
  | { readonly state: 'ready'; readonly plan: RestorePlan }
  | { readonly state: 'problem'; readonly problem: Problem }
  | { readonly state: 'nothing'; readonly why: string };

/**
 * Keeps what is chosen and has it planned, once nothing was changed for a moment: both sides are counted, which only reads. `known` is the
 * plan of an earlier visit.
 */
export function useRestorePlan(
  situation: Situation,
  choice: RestoreChoice,
  known: RestorePlan | null,
): { readonly planning: Planning; readonly again: () => void } {
  const bridge = useBridge();
  const settled = useSettled(choice, 500);
  // By its words: an incident that was read again has the same situation in another object.
  const answers = JSON.stringify(situation);
  const [turn, setTurn] = useState(0);
  const [answer, setAnswer] = useState<{ readonly of: RestoreChoice; readonly planning: Planning } | null>(
    known === null ? null : { of: known.choice, planning: { state: 'ready', plan: known } },
  );
  const why = whyNothing(choice);
  const isAnswered = answer !== null && isSameChoice(answer.of, settled);
  useEffect(() => {
    if (isAnswered || whyNothing(settled) !== null) return undefined;
    let current = true;
    void (async () => {
      const saved = await ask(bridge, 'incident.answer', {
        incidentId: settled.incidentId,
        situation: JSON.parse(answers) as Situation,
        choice: settled,
      });
      if (!current) return;
      const reply = saved.ok ? await ask(bridge, 'restore.plan', settled) : saved;
      if (!current) return;
      setAnswer({
        of: settled,
        planning: reply.ok ? { state: 'ready', plan: reply.value } : { state: 'problem', problem: reply.problem },
      });
    })();
    return () => {
      current = false;
    };
  }, [bridge, settled, answers, isAnswered, turn]);
  const again = useCallback(() => {
    setAnswer(null);
    setTurn((before) => before + 1);
  }, []);
  if (why !== null) return { planning: { state: 'nothing', why }, again };
  // Never the plan of another choice than the one on screen.
  return { planning: answer !== null && isSameChoice(answer.of, choice) ? answer.planning : { state: 'counting' }, again };
}
