import PQueue from 'p-queue';
import type { JobRequest } from './job-handler.ts';

/** Queues of work: one job at a time in each lane, and no more than `limit` in all of them together. */
export interface Lanes {
  /** `work` must not reject. */
  add(lane: string, work: (turn: Turn) => Promise<void>): void;
}

/** What a job that runs has: the lane, and one of the places of the limit. */
export interface Turn {
  /** Gives both back while it waits for something that may take hours, and queues for them again afterwards. Rejects with what `wait` rejects, or the reason of `signal`; the lane is not had any more then. */
  waitAside(wait: () => Promise<void>, signal: AbortSignal): Promise<void>;
}

export function createLanes(limit: number): Lanes {
  const all = new PQueue({ concurrency: limit });
  const lanes = new Map<string, PQueue>();
  /** `work` when its turn comes; the turn is over when it settles. */
  const queue = (name: string, work: () => Promise<void>): void => {
    const lane = lanes.get(name) ?? new PQueue({ concurrency: 1 });
    lanes.set(name, lane);
    // In this order a job that waits for its server takes no place of the limit.
    const done = lane.add(() => all.add(work));
    void done.finally(() => {
      if (lane.size === 0 && lane.pending === 0) lanes.delete(name);
    });
  };
  /** Resolves when the turn has come, with what ends it. Rejects when the signal is aborted before: the turn is then let pass. */
  const turnIn = (name: string, signal: AbortSignal): Promise<() => void> => {
    const came = Promise.withResolvers<() => void>();
    const stop = () => came.reject(signal.reason as Error);
    signal.addEventListener('abort', stop, { once: true });
    queue(name, async () => {
      if (signal.aborted) return;
      signal.removeEventListener('abort', stop);
      const over = Promise.withResolvers<void>();
      came.resolve(over.resolve);
      await over.promise;
    });
    if (signal.aborted) stop();
    return came.promise;
  };
  return {
    add(name, work) {
      queue(name, () => {
        const first = Promise.withResolvers<void>();
        let end = first.resolve;
        const turn: Turn = {
          async waitAside(wait, signal) {
            end();
            await wait();
            end = await turnIn(name, signal);
          },
        };
        void work(turn).finally(() => end());
        return first.promise;
      });
    },
  };
}

/**
 * What a job must not meet: two that work on one server never overlap, two never write in one place at the same time, and two that read and hash
 * whole copies would only take turns at the disk. What writes in a folder of a server works on that server, and its request names it.
 */
export function laneOf({ kind, serverId, params }: Pick<JobRequest, 'kind' | 'serverId' | 'params'>): string {
  switch (kind) {
    case 'backup':
    case 'adopt':
    case 'restore':
    case 'restore-undo':
    case 'restore-let-go':
    case 'restore-put-back':
    case 'cron-test':
      return `server ${serverId ?? 'none'}`;
    case 'copy':
    case 'heal':
    case 'prune':
      return serverId === null ? `place ${placeIn(params)}` : `server ${serverId}`;
    case 'verify':
    case 'verify-rolling':
    case 'synthesize':
      return 'verify';
    case 'catalog-rebuild':
      return 'catalog';
    case 'drill':
      return serverId === null ? 'drill' : `server ${serverId}`;
  }
}

/** The place that is written to. Parameters come from disk as well, so nothing is taken for granted: without a place it is a lane of its own. */
function placeIn(params: unknown): string {
  const placeId = typeof params === 'object' && params !== null && 'placeId' in params ? params.placeId : null;
  return typeof placeId === 'string' ? placeId : 'none';
}
