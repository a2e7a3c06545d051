import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { planSwitch } from '../../../../src/main/restore/media/plan-switch.ts';
import { signalProcess } from '../../../lab/processes.ts';
import { waitFor } from '../../../lab/tools.ts';
import { never, problemOf } from '../../servers/lab-servers.ts';
import { expectRestored, startWorld, tidied, trap, type World } from './killed-world.ts';
import { journalOf, unitOf } from './restore-lab.ts';

const VICTIM = join(import.meta.dirname, 'switch-victim.ts');
const TEXT_MODULES = join(import.meta.dirname, '../../../../scripts/text-modules.mjs');

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.lab[Symbol.asyncDispose]());

const waits = () => join(world.lab.media.sshd.home, 'mv-waits');
const untilWaiting = () => waitFor('mv to wait', 8_000, async () => (existsSync(waits()) ? true : undefined));

test('between the two renames the server goes on by itself when the line is cut, and the step finds it done', async () => {
  const { lab, captured } = world;
  const journal = journalOf(lab, lab.workFor(captured));
  trap(world, '0 never');
  await journal.run('unpack');
  trap(world, 'live');
  const running = journal.run('switch');
  await untilWaiting();
  // The moment in which there is no live folder at all.
  expect(existsSync(lab.media.media)).toBe(false);
  expect(lab.media.sshd.killConnections()).toBeGreaterThan(0);
  rmSync(waits());
  await running;
  expectRestored(world, 'whole');
  await tidied(world, journal);
});

test('a server that tells everything to end does not end the renames in between', async () => {
  const { lab, captured } = world;
  const journal = journalOf(lab, lab.workFor(captured));
  trap(world, '0 never');
  await journal.run('unpack');
  trap(world, 'live');
  const running = journal.run('switch');
  await untilWaiting();
  for (const signal of ['SIGHUP', 'SIGTERM'] as const) for (const pid of lab.media.sshd.remoteProcesses()) signalProcess(pid, signal);
  await waitFor('the program to end', 8_000, async () => (journal.said.join('\n').includes('Line lost') ? true : undefined));
  // The one that renames is still the same, and still at it.
  const [holder = ''] = readFileSync(join(unitOf(journal).ops, 'lock/by'), 'utf8').split(' ');
  expect(lab.media.sshd.remoteProcesses()).toContain(Number(holder));
  rmSync(waits());
  await running;
  expectRestored(world, 'whole');
  await tidied(world, journal);
});

test('when the second rename is refused, the old files are live again before anybody hears of it', async () => {
  const { lab, captured, before } = world;
  const journal = journalOf(lab, lab.workFor(captured));
  trap(world, '0 never');
  await journal.run('unpack');
  trap(world, 'refused');
  const { code, detail } = await problemOf(journal.run('switch'));
  expect([code, detail]).toEqual(['restore.media-switch-failed', expect.stringContaining('resource busy')]);
  expect(lab.snapshot()).toEqual(before);
  trap(world, '0 never');
  await journal.run('switch');
  expectRestored(world, 'whole');
  await tidied(world, journal);
});

test('the server ends what it has begun when the app is killed, and the next start finds it done', async () => {
  const { lab, captured } = world;
  const work = lab.workFor(captured);
  const journal = journalOf(lab, work);
  trap(world, '0 never');
  await journal.run('unpack');
  trap(world, 'live');
  const unit = unitOf(journal);
  const { plan } = await lab.connections.withShell(lab.server.id, never, (shell) => planSwitch(shell, work, unit, captured.list, never));
  const order = JSON.stringify({ server: lab.server, unit, plan: plan.toString('base64') });
  const victim = spawn(process.execPath, ['--import', TEXT_MODULES, VICTIM, order], { stdio: ['ignore', 'inherit', 'inherit'] });
  onTestFinished(() => void victim.kill('SIGKILL'));
  const ended = new Promise((resolve) => victim.once('exit', resolve));
  await untilWaiting();
  victim.kill('SIGKILL');
  await ended;
  rmSync(waits());
  await waitFor('the live folder to be there', 8_000, async () => (existsSync(join(unit.ops, 'switched')) ? true : undefined));
  expectRestored(world, 'whole');
  journal.memos.set(journal.steps.switch.plan.id, journal.memos.get(journal.steps.unpack.plan.id)!);
  const live = statSync(unit.live).ino;
  await journal.run('switch');
  expect(statSync(unit.live).ino).toBe(live);
  expectRestored(world, 'whole');
  await tidied(world, journal);
});
