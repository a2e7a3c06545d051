import { createContext, use } from 'react';
import { useStore } from 'zustand';
import { useShallow } from 'zustand/react/shallow';
import type { Bridge } from '../../shared/ipc/bridge.ts';
import type { Job } from '../../shared/model/job.ts';
import type { Flag } from '../design/house-flags.ts';
import type { Navigation } from '../navigation.ts';
import { createNavigation } from '../navigation.ts';
import type { FleetState } from './fleet-store.ts';
import { createFleetStore } from './fleet-store.ts';
import type { InfoState } from './info-store.ts';
import { createInfoStore } from './info-store.ts';
import type { JobsState } from './jobs-store.ts';
import { activeJobs, createJobsStore } from './jobs-store.ts';

/** Everything the page remembers, made once per app (and per test). */
export function createStores(bridge: Bridge) {
  const info = createInfoStore(bridge);
  // Subscribed here, asked in start(): an event that arrives in between must win.
  const fleet = createFleetStore(bridge);
  const jobs = createJobsStore(bridge);
  const navigation = createNavigation();
  return {
    info,
    fleet: fleet.store,
    jobs: jobs.store,
    navigation: navigation.store,
    start: () => {
      void info.getState().refresh();
      void fleet.store.getState().refresh();
      void jobs.store.getState().refresh();
    },
    stop: () => {
      fleet.stop();
      jobs.stop();
      navigation.stop();
    },
  };
}

export type Stores = ReturnType<typeof createStores>;

export const StoresContext = createContext<Stores | null>(null);

function useStores(): Stores {
  const stores = use(StoresContext);
  if (stores === null) throw new Error('this part needs the app around it');
  return stores;
}

export function useInfo<T>(select: (state: InfoState) => T): T {
  return useStore(useStores().info, select);
}

export function useFleet<T>(select: (state: FleetState) => T): T {
  return useStore(useStores().fleet, select);
}

/** The selection is compared member by member, so it may build a list. */
export function useJobs<T>(select: (state: JobsState) => T): T {
  return useStore(useStores().jobs, useShallow(select));
}

export function useNavigation<T>(select: (state: Navigation) => T): T {
  return useStore(useStores().navigation, select);
}

/** The flag of a site; null for a site that is no longer registered. */
export function useFlag(siteId: string): Flag | null {
  return useFleet((state) => state.flags.get(siteId) ?? null);
}

/** The job of a site that runs or waits, as fresh as the last event. */
export function useActiveJob(siteId: string): Job | null {
  return useJobs((state) => activeJobs(state.jobs).find((job) => job.siteId === siteId) ?? null);
}

/** By site: the words for a backup of it that runs or waits. */
export function useActiveBackups(): Readonly<Record<string, string>> {
  return useJobs((state) =>
    Object.fromEntries(
      activeJobs(state.jobs)
        .filter((job) => job.kind === 'backup')
        .map((job) => [job.siteId ?? '', `“${job.title}” ${job.state === 'queued' ? 'waits for its turn' : 'is running'}`]),
    ),
  );
}

/** A job as the last event left it. */
export function useJob(jobId: string): Job | null {
  return useJobs((state) => state.jobs.get(jobId) ?? null);
}
