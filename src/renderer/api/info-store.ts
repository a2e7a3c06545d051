import { createStore } from 'zustand/vanilla';
import type { Bridge } from '../../shared/ipc/bridge.ts';
import type { Problem } from '../../shared/model/problem.ts';
import type { AppInfo } from '../../shared/model/settings.ts';
import { ask } from './bridge.ts';

export interface InfoState {
  /** Null until the first answer. */
  readonly info: AppInfo | null;
  readonly problem: Problem | null;
  /** Asks again: after the theme or the folder was changed. */
  readonly refresh: () => Promise<void>;
}

/** Mirrors `app.info`: version, folder of this computer, theme, host. */
export function createInfoStore(bridge: Bridge) {
  return createStore<InfoState>((set) => ({
    info: null,
    problem: null,
    refresh: async () => {
      const reply = await ask(bridge, 'app.info', undefined);
      if (reply.ok) set({ info: reply.value, problem: null });
      else set({ problem: reply.problem });
    },
  }));
}
