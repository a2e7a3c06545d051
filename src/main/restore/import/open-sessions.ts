import { canCompress } from '../../compression/compressed.ts';
import { ImportSession } from './client-session.ts';
import type { ImportTarget, WireCompression } from './import-target.ts';
import type { TargetFacts } from './target-facts.ts';

/** The sessions of one import. */
export interface OpenSessions {
  /** Runs definitions, in order; never compressed unless it is the only one. */
  readonly control: ImportSession;
  /** Take rows, and small tables whole; the control session itself where only one is allowed. */
  readonly workers: readonly [ImportSession, ...ImportSession[]];
  /** Marks of workers are answered while they go on. */
  readonly answersAtOnce: boolean;
  readonly count: number;
  /** Rejects with the first that failed. */
  readonly over: Promise<void>;
  /** Resolves when all clients are gone. */
  ended(): Promise<void>;
}

export interface SessionsRequest {
  readonly target: ImportTarget;
  readonly schema: string;
  readonly facts: TargetFacts;
  /** Null: as many as pay. */
  readonly wished: number | null;
  /** As of the request; null: none. */
  readonly mark: string | null;
  readonly signal: AbortSignal;
}

/** Measured on two cores: the second brings most, a fourth nothing more. */
const USUAL_WORKERS = 3;
/** No import has more. */
export const MOST_SESSIONS = 16;

/** As many sessions as the server allows this user: one of them for definitions, or one for everything. */
export async function openSessions({ target, schema, facts, wished, mark, signal }: SessionsRequest): Promise<OpenSessions> {
  const allowed = facts.maxConnections === 0 ? Number.POSITIVE_INFINITY : facts.maxConnections;
  const count = Math.max(1, Math.min(wished ?? USUAL_WORKERS + 1, allowed, MOST_SESSIONS));
  const { compressions } = await target.client(signal);
  const wire: WireCompression = target.isHere
    ? 'none'
    : ((['zstd', 'gzip'] as const).find((one) => compressions.has(one) && canCompress(one)) ?? 'none');
  // The private server of a drill has nobody who follows it; a live one may, and must stay whole for them.
  const unlogged = target.isPrivate;
  const open = (compression: WireCompression, number: number) =>
    ImportSession.open({
      target,
      schema,
      compression,
      isMariaDb: facts.isMariaDb,
      unlogged,
      lock: mark === null ? null : `${mark}:${number}`,
      signal,
    });
  const first = await open(count === 1 ? wire : 'none', 0);
  const more = await Promise.all(Array.from({ length: count - 1 }, (_, index) => open(wire, index + 1)));
  const [head = first, ...tail] = more;
  const all = [first, ...more];
  return {
    control: first,
    workers: [head, ...tail],
    answersAtOnce: wire === 'none',
    count,
    over: Promise.race(all.map((session) => session.over.then(() => new Promise<never>(() => {})))),
    ended: async () => void (await Promise.allSettled(all.map((session) => session.over))),
  };
}
