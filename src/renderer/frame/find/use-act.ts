import { useCallback } from 'react';
import type { Problem } from '../../../shared/model/problem.ts';
import { useInfo, useNavigation } from '../../api/stores.ts';
import { useAction } from '../../api/use-action.ts';
import { useStartRecovery } from '../use-start-recovery.ts';
import type { FindAct } from './find-actions.ts';

interface Doing {
  /** Resolves with whether it was accepted, and whether the screen changed by it. */
  readonly act: (act: FindAct) => Promise<{ readonly done: boolean; readonly moved: boolean }>;
  readonly problem: Problem | null;
  readonly clear: () => void;
}

interface Windows {
  readonly showKeys: () => void;
  readonly askForSite: () => void;
}

/** Does what an entry of the search stands for. A job that was started is shown. */
export function useAct({ showKeys, askForSite }: Windows): Doing {
  const go = useNavigation((state) => state.go);
  const refresh = useInfo((state) => state.refresh);
  const backUp = useAction('backup.start');
  const verify = useAction('backup.verify');
  const setTheme = useAction('app.set-theme');
  const { start: recover, action: opening } = useStartRecovery();
  const { run: runBackUp, clear: clearBackUp } = backUp;
  const { run: runVerify, clear: clearVerify } = verify;
  const { run: runTheme, clear: clearTheme } = setTheme;
  const act = useCallback(
    async (wanted: FindAct) => {
      switch (wanted.kind) {
        case 'go':
          go(wanted.screen);
          return MOVED;
        case 'keys':
          showKeys();
          return MOVED;
        case 'recover':
          if (wanted.siteId === null) askForSite();
          else recover(wanted.siteId);
          return MOVED;
        case 'theme': {
          const done = (await runTheme({ theme: wanted.theme })) !== null;
          await refresh();
          return { done, moved: false };
        }
        case 'back-up':
        case 'verify': {
          const job =
            wanted.kind === 'back-up'
              ? await runBackUp({ siteId: wanted.siteId })
              : await runVerify({ backupId: wanted.backupId, level: 'sound' });
          if (job !== null) go({ name: 'job', jobId: job.value.id });
          return { done: job !== null, moved: job !== null };
        }
      }
    },
    [go, showKeys, askForSite, recover, refresh, runBackUp, runVerify, runTheme],
  );
  const clear = useCallback(() => {
    clearBackUp();
    clearVerify();
    clearTheme();
  }, [clearBackUp, clearVerify, clearTheme]);
  return { act, problem: backUp.problem ?? verify.problem ?? setTheme.problem ?? opening.problem, clear };
}

const MOVED = { done: true, moved: true };
