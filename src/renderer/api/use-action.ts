import { useCallback, useState } from 'react';
import type { CallName } from '../../shared/ipc/channels.ts';
import type { Input, Output } from '../../shared/ipc/contract.ts';
import type { Problem } from '../../shared/model/problem.ts';
import { ask, useBridge } from './bridge.ts';

export interface Action<N extends CallName> {
  /** Resolves with the value, or with null when it ended as a problem (then `problem` says which). Never rejects. */
  readonly run: (input: Input<N>) => Promise<{ readonly value: Output<N> } | null>;
  readonly busy: boolean;
  /** Of the last run; null while it runs and after success. */
  readonly problem: Problem | null;
  readonly clear: () => void;
}

/** Something the operator does: one press, one question to the main process, its problem kept for the screen. */
export function useAction<N extends CallName>(name: N): Action<N> {
  const bridge = useBridge();
  const [state, setState] = useState<{ readonly busy: boolean; readonly problem: Problem | null }>({ busy: false, problem: null });
  const run = useCallback(
    async (input: Input<N>) => {
      setState({ busy: true, problem: null });
      const reply = await ask(bridge, name, input);
      setState({ busy: false, problem: reply.ok ? null : reply.problem });
      return reply.ok ? { value: reply.value } : null;
    },
    [bridge, name],
  );
  const clear = useCallback(() => setState({ busy: false, problem: null }), []);
  return { run, ...state, clear };
}
