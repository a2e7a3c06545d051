import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { randomUUID } from 'node:crypto';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { describeHomeOwner, tryLockHome } from '../../../src/main/catalog/home-lock.ts';
import { openCatalog } from '../../../src/main/catalog/open-catalog.ts';
import { createJobRunner } from '../../../src/main/jobs/job-runner.ts';
import { systemClock } from '../../../src/main/support/clock.ts';
import { silentLogger } from '../../../src/main/support/logger.ts';
import { Job } from '../../../src/shared/model/job.ts';
import { scratchFolder } from '../catalog/catalog-folder.ts';
import { DONE } from './runner-bench.ts';
import { everyKind } from './every-kind.ts';

const HOME_LOCK = new URL('../../../src/main/catalog/home-lock.ts', import.meta.url).href;
const VICTIM = fileURLToPath(new URL('./job-victim.ts', import.meta.url));

/** A Holdfast in a process of its own, in the middle of a job. */
async function startVictim(home: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, ['--expose-gc', VICTIM, home, randomUUID()], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  if (child.stdout === null) throw new Error('no stdout');
  for await (const line of createInterface(child.stdout)) {
    if (Job.parse(JSON.parse(line)).progress?.doneBytes === 400) return child;
  }
  throw new Error('the victim ended by itself');
}

async function kill(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL');
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
}

describe('after kill -9 in the middle of a job', () => {
  it('what ran and what waited is found interrupted, with a reason and a log, and can be started again', async () => {
    const home = scratchFolder();
    const victim = await startVictim(home);
    using before = openCatalog(join(home, 'catalog.sqlite'));
    expect(before.jobs.list().map(({ state }) => state)).toEqual(['queued', 'running']);
    // The catalog follows once a second.
    await expect.poll(() => before.jobs.list()[1]?.progress?.doneBytes, { timeout: 10_000 }).toBe(400);
    await kill(victim);

    using catalog = openCatalog(join(home, 'catalog.sqlite'));
    const seen: Job[] = [];
    const params: unknown[] = [];
    const handler = async (given: unknown) => {
      params.push(given);
      return DONE;
    };
    const runner = createJobRunner({
      jobs: catalog.jobs,
      clock: systemClock,
      logger: silentLogger,
      logFolder: join(home, 'jobs'),
      handlers: everyKind(handler),
      onChanged: (job) => void seen.push(job),
      lanesLimit: 1,
    });

    expect(seen.map(({ state, title }) => [title, state])).toEqual([
      ['Backup 1', 'interrupted'],
      ['Backup 2', 'interrupted'],
    ]);
    expect(catalog.jobs.list()).toEqual(seen.toReversed());
    const [ran] = seen as [Job];
    expect(ran).toMatchObject({ problem: { code: 'job.interrupted' }, progress: { step: 'Dumping aurora_shop', doneBytes: 400 } });
    expect(ran.endedAt).not.toBeNull();
    expect(runner.log(ran.id)).toMatch(/Started: Backup 1\n.*Dumping aurora_shop\n.*Interrupted: .*\[job\.interrupted\]\n$/);

    expect(await runner.whenEnded(runner.again(ran.id).id)).toMatchObject({ state: 'succeeded' });
    expect(params).toEqual([{ n: 1 }]);
    await runner.close();
  });

  it('the data folder is free again, which it was not while the other lived', async () => {
    const home = scratchFolder();
    const victim = await startVictim(home);

    expect(tryLockHome(home)).toBeNull();
    expect(describeHomeOwner(home)).toContain(`process ${victim.pid},`);
    await kill(victim);

    using lock = tryLockHome(home);
    expect(lock).not.toBeNull();
    expect(describeHomeOwner(home)).toContain(`process ${process.pid},`);
  });
});

describe('the lock of a data folder', () => {
  it('is held once, within one process too, and free after release', () => {
    const home = join(scratchFolder(), 'home');
    const first = tryLockHome(home);
    expect(first).not.toBeNull();
    expect(tryLockHome(home)).toBeNull();
    expect(otherProcessGets(home)).toBe('nothing');
    first?.release();
    first?.release();
    expect(describeHomeOwner(home)).toBe('');
    expect(otherProcessGets(home)).toBe('the lock');
    using second = tryLockHome(home);
    expect(second).not.toBeNull();
  });

  it('is one for all names of the folder', () => {
    const home = join(scratchFolder(), 'home');
    using lock = tryLockHome(home);
    expect(lock).not.toBeNull();
    symlinkSync(home, `${home}-link`);
    expect(tryLockHome(`${home}-link`)).toBeNull();
    expect(otherProcessGets(`${home}-link`)).toBe('nothing');
  });

  it('does not keep others from reading the catalog', () => {
    const home = scratchFolder();
    using lock = tryLockHome(home);
    expect(lock).not.toBeNull();
    using catalog = openCatalog(join(home, 'catalog.sqlite'));
    expect(catalog.jobs.list()).toEqual([]);
  });
});

/** What a second Holdfast would get. */
function otherProcessGets(home: string): string {
  const program = `
    import { tryLockHome } from ${JSON.stringify(HOME_LOCK)};
    const lock = tryLockHome(process.argv[1]);
    process.stdout.write(lock === null ? 'nothing' : 'the lock');
    lock?.release();`;
  return execFileSync(process.execPath, ['--input-type=module', '--eval', program, home], { encoding: 'utf8' });
}
