import { useCallback, useEffect, useRef, useState } from 'react';
import type { CallName } from '../../shared/ipc/channels.ts';
import type { Input, Output } from '../../shared/ipc/contract.ts';
import type { Reply } from '../../shared/ipc/reply.ts';
import type { Problem } from '../../shared/model/problem.ts';
import { ask, useBridge } from './bridge.ts';

/**
 *   loading -> ready <-> ready (asked again; a failed refresh keeps the last facts and sets refreshProblem)
 *           -> problem -> ready
 */
export type Loaded<T> =
  | { readonly state: 'loading' }
  | { readonly state: 'ready'; readonly value: T; readonly refreshProblem: Problem | null }
  | { readonly state: 'problem'; readonly problem: Problem };

export interface Called<T> {
  readonly loaded: Loaded<T>;
  readonly reload: () => void;
}

/** Asks for what a screen shows, and again whenever the main process says that the fleet changed. The input must be plain JSON. */
export function useCall<N extends CallName>(name: N, input: Input<N>): Called<Output<N>> {
  const bridge = useBridge();
  const key = JSON.stringify(input ?? null);
  const [answer, setAnswer] = useState<{ readonly key: string; readonly loaded: Loaded<Output<N>> }>({ key, loaded: LOADING });
  const turn = useRef(0);

  const reload = useCallback(() => {
    turn.current += 1;
    const mine = turn.current;
    // Back from the key: a question is its words, whichever object they came in.
    const take = (reply: Reply<Output<N>>) =>
      setAnswer((before) => ({ key, loaded: following(before.key === key ? before.loaded : LOADING, reply) }));
    void ask(bridge, name, (key === 'null' ? undefined : JSON.parse(key)) as Input<N>).then((reply) => {
      if (mine === turn.current) take(reply);
    });
  }, [bridge, name, key]);

  useEffect(() => {
    const stop = bridge.on('fleet.changed', reload);
    reload();
    return () => {
      turn.current += 1;
      stop();
    };
  }, [bridge, reload]);

  // Never the answer to another question than the one on screen.
  return { loaded: answer.key === key ? answer.loaded : LOADING, reload };
}

const LOADING = { state: 'loading' } as const;

function following<T>(before: Loaded<T>, reply: Reply<T>): Loaded<T> {
  if (reply.ok) return { state: 'ready', value: reply.value, refreshProblem: null };
  if (before.state === 'ready') return { ...before, refreshProblem: reply.problem };
  return { state: 'problem', problem: reply.problem };
}
