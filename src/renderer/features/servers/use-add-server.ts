import { useCallback, useEffect, useRef, useState } from 'react';
import type { CallName } from '../../../shared/ipc/channels.ts';
import type { Input, Output } from '../../../shared/ipc/contract.ts';
import type { PreflightReport } from '../../../shared/model/preflight.ts';
import type { Problem } from '../../../shared/model/problem.ts';
import type { HostKeyAnswer, Server, ServerDraft } from '../../../shared/model/server.ts';
import { ask, useBridge } from '../../api/bridge.ts';

/** `connection` -> `key` -> `preflight`; back to `connection` when the form is changed. */
export type Step = 'connection' | 'key' | 'preflight';

export type Work = 'connecting' | 'pinning' | 'checking' | 'removing';

export interface Addition {
  /** Registered by this screen; null before. */
  readonly server: Server | null;
  readonly answer: HostKeyAnswer | null;
  readonly report: PreflightReport | null;
  readonly work: Work | null;
  /** What stopped the last press, and at which step. */
  readonly problem: { readonly step: Step; readonly problem: Problem } | null;
}

const NOTHING: Addition = { server: null, answer: null, report: null, work: null, problem: null };

/**
 * The way of a new server from the form to the preflight. It is registered so that it can be asked for its key; leaving before
 * the key is pinned takes it out of the register again, unless the operator chose to keep it.
 */
export function useAddServer() {
  const bridge = useBridge();
  const [addition, setAddition] = useState<Addition>(NOTHING);
  /** Registered and not pinned: to be removed when the screen goes. */
  const half = useRef<Server | null>(null);
  const gone = useRef(false);

  const change = useCallback((part: Partial<Addition>) => setAddition((before) => ({ ...before, ...part })), []);

  useEffect(() => {
    gone.current = false;
    return () => {
      gone.current = true;
      const server = half.current;
      half.current = null;
      if (server !== null) void ask(bridge, 'server.remove', { serverId: server.id });
    };
  }, [bridge]);

  /** Asks one thing; a problem is kept for the step it belongs to. */
  const tryTo = useCallback(
    async <N extends CallName>(step: Step, name: N, input: Input<N>): Promise<{ readonly value: Output<N> } | null> => {
      const reply = await ask(bridge, name, input);
      if (reply.ok) return { value: reply.value };
      change({ work: null, problem: { step, problem: reply.problem } });
      return null;
    },
    [bridge, change],
  );

  const check = useCallback(
    async (server: Server) => {
      change({ server, work: 'checking', problem: null });
      const checked = await tryTo('preflight', 'server.check', { serverId: server.id });
      if (checked !== null) change({ report: checked.value, work: null });
    },
    [change, tryTo],
  );

  /** Adds the server, or corrects the one that was added a moment ago. */
  const register = useCallback(
    async (draft: ServerDraft, known: Server | null): Promise<Server | null> => {
      if (known !== null) {
        const reply = await ask(bridge, 'server.edit', { serverId: known.id, draft });
        if (reply.ok) return reply.value;
        if (reply.problem.code !== 'server.not-found') {
          change({ work: null, problem: { step: 'connection', problem: reply.problem } });
          return null;
        }
        // Removed elsewhere in the meantime: it is added again.
        half.current = null;
        change({ server: null });
      }
      return (await tryTo('connection', 'server.add', draft))?.value ?? null;
    },
    [bridge, change, tryTo],
  );

  const connect = useCallback(
    async (draft: ServerDraft, known: Server | null): Promise<boolean> => {
      change({ work: 'connecting', problem: null, answer: null, report: null });
      const server = await register(draft, known);
      if (server === null) return false;
      half.current = server.hostKey === null ? server : null;
      change({ server });
      if (gone.current) {
        if (half.current !== null) void ask(bridge, 'server.remove', { serverId: server.id });
        half.current = null;
        return false;
      }
      if (server.hostKey !== null) {
        void check(server);
        return true;
      }
      const answered = await tryTo('connection', 'server.ask-host-key', { serverId: server.id });
      if (answered === null) return false;
      change({ answer: answered.value, work: null });
      return true;
    },
    [bridge, change, check, register, tryTo],
  );

  const pin = useCallback(
    async (server: Server, answer: HostKeyAnswer) => {
      change({ work: 'pinning', problem: null });
      const pinned = await tryTo('key', 'server.pin-host-key', { serverId: server.id, fingerprint: answer.hostKey.fingerprint });
      if (pinned === null) return;
      half.current = null;
      await check(pinned.value);
    },
    [change, check, tryTo],
  );

  /** Takes the server out of the register again; what is typed stays. False when it is still registered. */
  const withdraw = useCallback(
    async (server: Server, step: Step): Promise<boolean> => {
      change({ work: 'removing', problem: null });
      if ((await tryTo(step, 'server.remove', { serverId: server.id })) === null) return false;
      half.current = null;
      setAddition(NOTHING);
      return true;
    },
    [change, tryTo],
  );

  /** Leaves it in the list without a key: nothing connects to it before somebody accepts one. */
  const keep = useCallback(() => {
    half.current = null;
  }, []);

  return { addition, connect, pin, check, withdraw, keep };
}
