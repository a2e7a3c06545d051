import { createStore } from 'zustand/vanilla';
import type { Bridge } from '../../shared/ipc/bridge.ts';
import type { FleetStatus } from '../../shared/model/fleet.ts';
import type { Problem } from '../../shared/model/problem.ts';
import type { Flag } from '../design/house-flags.ts';
import { assignFlags } from '../design/house-flags.ts';
import { ask } from './bridge.ts';

export interface FleetState {
  /** Null until the first answer. */
  readonly fleet: FleetStatus | null;
  /** Of the last question; the last known facts stay. */
  readonly problem: Problem | null;
  readonly flags: ReadonlyMap<string, Flag>;
  readonly refresh: () => Promise<void>;
}

/** Mirrors `fleet.status`. A burst of changes costs one question that runs and one after it. */
export function createFleetStore(bridge: Bridge) {
  let running: Promise<void> | null = null;
  let again = false;

  const store = createStore<FleetState>((set) => {
    const askOnce = async () => {
      const reply = await ask(bridge, 'fleet.status', undefined);
      if (reply.ok) set({ fleet: reply.value, problem: null, flags: assignFlags(reply.value.sites.map(({ site }) => site)) });
      else set({ problem: reply.problem });
    };
    const refresh = async () => {
      again = true;
      running ??= (async () => {
        while (again) {
          again = false;
          await askOnce();
        }
        running = null;
      })();
      await running;
    };
    return { fleet: null, problem: null, flags: new Map(), refresh };
  });
  const stop = bridge.on('fleet.changed', () => void store.getState().refresh());
  return { store, stop };
}
