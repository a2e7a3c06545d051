import PQueue from 'p-queue';
import type { Job } from '../../shared/model/job.ts';

/** Queues of work: one job at a time in each lane, and no more than `limit` in all of them together. */
export interface Lanes {
  /** `work` must not reject. */
  add(lane: string, work: () => Promise<void>): void;
}

export function createLanes(limit: number): Lanes {
  const all = new PQueue({ concurrency: limit });
  const lanes = new Map<string, PQueue>();
  return {
    add(name, work) {
      const lane = lanes.get(name) ?? new PQueue({ concurrency: 1 });
      lanes.set(name, lane);
      // In this order a job that waits for its server takes no place of the limit.
      const done = lane.add(() => all.add(work));
      void done.finally(() => {
        if (lane.size === 0 && lane.pending === 0) lanes.delete(name);
      });
    },
  };
}

/**
 * What a job must not meet: two that work on one server never overlap, and two that read and hash whole copies would only take turns at the
 * disk. Verifying and rebuilding never touch a server, so they do not wait for one.
 */
export function laneOf({ kind, serverId }: Pick<Job, 'kind' | 'serverId'>): string {
  switch (kind) {
    case 'backup':
      return `server ${serverId ?? 'none'}`;
    case 'verify':
      return 'verify';
    case 'catalog-rebuild':
      return 'catalog';
  }
}
