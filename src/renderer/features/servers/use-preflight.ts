import { useCallback, useState } from 'react';
import type { ServerId } from '../../../shared/model/ids.ts';
import type { PreflightReport } from '../../../shared/model/preflight.ts';
import type { Problem } from '../../../shared/model/problem.ts';
import { useAction } from '../../api/use-action.ts';

export interface Preflight {
  /** Of this visit; null before the first check. */
  readonly report: PreflightReport | null;
  readonly busy: boolean;
  readonly problem: Problem | null;
  readonly check: () => void;
  /** What it said is no longer about the server as it is now. */
  readonly forget: () => void;
}

/** A check of what the server can do, when the operator asks for it: nothing connects by itself. */
export function usePreflight(serverId: ServerId): Preflight {
  const { run, busy, problem, clear } = useAction('server.check');
  const [report, setReport] = useState<PreflightReport | null>(null);
  const check = useCallback(() => {
    void run({ serverId }).then((done) => {
      if (done !== null) setReport(done.value);
    });
  }, [run, serverId]);
  const forget = useCallback(() => {
    setReport(null);
    clear();
  }, [clear]);
  return { report, busy, problem, check, forget };
}
