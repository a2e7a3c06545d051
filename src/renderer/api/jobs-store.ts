import { createStore } from 'zustand/vanilla';
import type { Bridge } from '../../shared/ipc/bridge.ts';
import type { Job } from '../../shared/model/job.ts';
import type { Problem } from '../../shared/model/problem.ts';
import { ask } from './bridge.ts';

export interface JobsState {
  readonly jobs: ReadonlyMap<string, Job>;
  /** False until the first list arrived. */
  readonly known: boolean;
  readonly problem: Problem | null;
  readonly refresh: () => Promise<void>;
}

/** The main process owns jobs; this store only mirrors the last thing it said. */
export function createJobsStore(bridge: Bridge) {
  const heard = new Set<string>();
  const store = createStore<JobsState>((set, get) => ({
    jobs: new Map(),
    known: false,
    problem: null,
    refresh: async () => {
      heard.clear();
      const reply = await ask(bridge, 'job.list', undefined);
      if (!reply.ok) {
        set({ problem: reply.problem });
        return;
      }
      // What an event said since the question was asked is newer than the list.
      const jobs = new Map(reply.value.map((job) => [String(job.id), job]));
      for (const id of heard) {
        const job = get().jobs.get(id);
        if (job !== undefined) jobs.set(id, job);
      }
      set({ jobs, known: true, problem: null });
    },
  }));
  const stop = bridge.on('job.changed', (job) => {
    heard.add(job.id);
    store.setState(({ jobs }) => ({ jobs: new Map(jobs).set(job.id, job) }));
  });
  return { store, stop };
}

/** Newest first. */
export function newestFirst(jobs: ReadonlyMap<string, Job>): readonly Job[] {
  return [...jobs.values()].sort((a, b) => b.createdAt.localeCompare(a.createdAt) || b.id.localeCompare(a.id));
}

/** Waits or runs. Here and not from the model, so that the page does not carry the schemas. */
export function isActiveJob(job: Job): boolean {
  return job.state === 'queued' || job.state === 'running';
}

/** What has arrived is kept, and the same work goes on from there. Here and not from the model, for the same reason. */
export function isPausable(job: Job): boolean {
  return isActiveJob(job) && (job.kind === 'copy' || job.kind === 'adopt' || job.kind === 'heal');
}

/** Running before waiting, then in the order they will run. */
export function activeJobs(jobs: ReadonlyMap<string, Job>): readonly Job[] {
  return [...jobs.values()]
    .filter(isActiveJob)
    .sort((a, b) => Number(b.state === 'running') - Number(a.state === 'running') || a.createdAt.localeCompare(b.createdAt));
}
