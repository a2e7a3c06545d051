import { useCallback, useEffect, useMemo, useState } from 'react';
import type { Problem } from '../../../shared/model/problem.ts';
import type { SearchHit } from '../../../shared/model/search.ts';
import type { Bridge } from '../../../shared/ipc/bridge.ts';
import { ask, useBridge } from '../../api/bridge.ts';
import { useFleet } from '../../api/stores.ts';
import { useNow } from '../../api/use-now.ts';
import { findActions } from './find-actions.ts';
import type { FindGroup, FindOption } from './find-groups.ts';
import { findGroups, startGroups } from './find-groups.ts';

interface Answer {
  readonly text: string;
  readonly hits: readonly SearchHit[];
  /** Of the last question; what can be done is found all the same. */
  readonly problem: Problem | null;
}

export interface Found {
  readonly groups: readonly FindGroup[];
  readonly problem: Problem | null;
  /** What the groups answer: the words on screen may be newer by a moment. */
  readonly text: string;
  /** The lines for these words, asked for now; best first. */
  readonly findNow: (text: string) => Promise<readonly FindOption[]>;
}

/** As long as the contract takes. */
const LONGEST = 200;

/** Asks with every change of the words and shows each answer whole, so that no line moves under a finger; an answer that was overtaken is dropped. */
export function useFind(text: string): Found {
  const bridge = useBridge();
  const now = useNow();
  const sites = useFleet((state) => state.fleet?.sites ?? null);
  const actions = useMemo(() => findActions(sites ?? []), [sites]);
  const [answer, setAnswer] = useState<Answer>({ text: '', hits: [], problem: null });
  const wanted = text.trim();
  useEffect(() => {
    let isOvertaken = false;
    const take = (next: Answer) => {
      if (!isOvertaken) setAnswer(next);
    };
    if (wanted !== '') void answerTo(bridge, wanted).then(take);
    return () => {
      isOvertaken = true;
    };
  }, [bridge, wanted]);
  const findNow = useCallback(
    async (words: string) => {
      const { hits } = await answerTo(bridge, words);
      return findGroups(words, hits, actions, now).flatMap(({ options }) => options);
    },
    [bridge, actions, now],
  );
  return useMemo(() => {
    if (wanted === '' || answer.text === '') {
      const known = (sites ?? []).map(({ site, server }) => ({ id: site.id, name: site.name, server: server.name }));
      return { groups: startGroups(known, actions), problem: null, text: '', findNow };
    }
    return { groups: findGroups(answer.text, answer.hits, actions, now), problem: answer.problem, text: answer.text, findNow };
  }, [sites, actions, wanted, answer, now, findNow]);
}

async function answerTo(bridge: Bridge, text: string): Promise<Answer> {
  const reply = await ask(bridge, 'search.find', { text: text.slice(0, LONGEST) });
  return reply.ok ? { text, hits: reply.value, problem: null } : { text, hits: [], problem: reply.problem };
}
