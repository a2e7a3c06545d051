import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { jobHandler, sameWorkKey } from '../../../src/main/jobs/job-handler.ts';
import { laneOf } from '../../../src/main/jobs/lanes.ts';
import { sampleServer } from '../model-samples.ts';

describe('the same work', () => {
  it('is recognised whatever the order of its parameters', () => {
    const key = (params: unknown) => sameWorkKey({ kind: 'backup', params });
    expect(key({ a: 1, b: { c: [1, { e: 2, d: 3 }], f: null } })).toBe(key({ b: { f: null, c: [1, { d: 3, e: 2 }] }, a: 1 }));
    expect(key({ a: [1, 2] })).not.toBe(key({ a: [2, 1] }));
    expect(key({ a: 1 })).not.toBe(sameWorkKey({ kind: 'verify', params: { a: 1 } }));
  });
});

describe('a handler', () => {
  it('never sees parameters that are not what it says it takes', async () => {
    const seen: unknown[] = [];
    const handler = jobHandler(z.object({ level: z.enum(['intact', 'sound']) }), async (params) => {
      seen.push(params);
      return { state: 'succeeded', problem: null, backupId: null };
    });
    const context = { jobId: 'x', signal: new AbortController().signal, step: () => {}, advance: () => {}, log: () => {} };
    await expect(handler({ level: 'proven' }, context)).rejects.toMatchObject({ code: 'input.invalid' });
    await handler({ level: 'sound' }, context);
    expect(seen).toEqual([{ level: 'sound' }]);
  });
});

describe('lanes', () => {
  it('puts backups of one server in one lane, and lets local work wait for no server', () => {
    const [one, two] = [sampleServer().id, sampleServer().id];
    const lanes = [
      laneOf({ kind: 'backup', serverId: one, params: null }),
      laneOf({ kind: 'backup', serverId: one, params: null }),
      laneOf({ kind: 'backup', serverId: two, params: null }),
      laneOf({ kind: 'verify', serverId: one, params: null }),
      laneOf({ kind: 'catalog-rebuild', serverId: null, params: null }),
    ];
    expect(lanes[0]).toBe(lanes[1]);
    expect(new Set(lanes).size).toBe(4);
  });
});
