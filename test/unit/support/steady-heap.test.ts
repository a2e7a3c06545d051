import { spawnSync } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { canLetBuffersGather } from '../../../src/main/support/steady-heap.ts';

const STEADY_HEAP = pathToFileURL('src/main/support/steady-heap.ts').href;

/** Says how often the whole heap was marked while 3 GB went through buffers of 64 KB: before, with two holders, with one of them left, after the last. */
const COUNT = `
  import { constants, PerformanceObserver } from 'node:perf_hooks';
  import { setImmediate, setTimeout } from 'node:timers/promises';
  import { letBuffersGather } from ${JSON.stringify(STEADY_HEAP)};
  let marked = 0;
  new PerformanceObserver((list) => {
    for (const { detail } of list.getEntries()) if (detail.kind === constants.NODE_PERFORMANCE_GC_MAJOR) marked += 1;
  }).observe({ entryTypes: ['gc'] });
  async function count() {
    // Each from the same state: what came before decides for gigabytes whether the young generation alone is collected.
    gc();
    await setTimeout(20);
    marked = 0;
    const held = [];
    for (let at = 0; at < 49_152; at += 1) {
      held[at % 64] = Buffer.allocUnsafeSlow(65_536);
      if (at % 16 === 0) await setImmediate();
    }
    await setTimeout(20);
    return marked;
  }
  const counts = [await count()];
  const first = letBuffersGather();
  const second = letBuffersGather();
  counts.push(await count());
  first[Symbol.dispose]();
  first[Symbol.dispose]();
  counts.push(await count());
  second[Symbol.dispose]();
  counts.push(await count());
  console.log(JSON.stringify(counts));
`;

// What other V8 do is theirs.
it.runIf(canLetBuffersGather(process.versions.v8))(
  'while buffers gather, what goes through them does not have the whole heap marked; once the last holder is gone it has again',
  () => {
    const { stdout, stderr } = spawnSync(process.execPath, ['--expose-gc', '--input-type=module', '--eval', COUNT], { encoding: 'utf8' });
    expect(stderr).toBe('');
    const [before, withTwo, withOne, after] = JSON.parse(stdout) as [number, number, number, number];
    expect(before).toBeGreaterThan(15);
    expect(withTwo).toBeLessThan(4);
    expect(withOne).toBeLessThan(4);
    expect(after).toBeGreaterThan(15);
  },
);

it('sets the flag only where V8 marks less with it, for where V8 does not know it, it prints an error', () => {
  const versions = ['11.3.244.8-node.30', '12.4.254.21-node.22', '14.1.146.11-node.25', '14.6.202.34-node.40', '14.8.1', '130.0.1'];
  expect(versions.filter(canLetBuffersGather)).toEqual([]);
  for (const version of ['13.0.245.25-electron.0', '13.6.233.17-node.53']) expect(canLetBuffersGather(version)).toBe(true);
});
