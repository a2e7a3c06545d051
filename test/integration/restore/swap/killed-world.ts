import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { quoteName } from '../../../lab/mariadb.ts';
import { CORNER, CORNER_LATER } from './shop.ts';
import { onStatement } from './on-statement.ts';
import { preparedOf, startSwapLab, type Imported, type Prepared, type SwapLab } from './swap-lab.ts';
import type { SwapOrder } from './swap-victim.ts';

const VICTIM = join(import.meta.dirname, 'swap-victim.ts');
const TEXT_MODULES = join(import.meta.dirname, '../../../../scripts/text-modules.mjs');

export interface KilledWorld {
  readonly swap: SwapLab;
  readonly dump: Imported;
  readonly prepared: Prepared;
  /** The live database before anything was done. */
  readonly before: Awaited<ReturnType<SwapLab['truth']>>;
}

export async function startKilledWorld(): Promise<KilledWorld> {
  const swap = await startSwapLab();
  await swap.database('shop', CORNER);
  const dump = await swap.dump('shop');
  await swap.lab.mariadb.script(CORNER_LATER, { database: 'shop' });
  const prepared = await swap.prepare(dump);
  return { swap, dump, prepared, before: await swap.truth('shop') };
}

export interface Victim {
  readonly process: ChildProcess;
  /** Resolves with the signal it died of, or null. */
  readonly over: Promise<string | null>;
  /** The step for another run of the app: all it knows is what the memos kept. */
  next(): Prepared;
}

/** Another process does the step, and is killed in place of a statement. */
export function startVictim({ swap, prepared }: KilledWorld, way: 'run' | 'undo', killAt: number): Victim {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-swap-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const { safetyOf: _safetyOf, ...work } = prepared.work;
  const memoFile = join(folder, 'memos');
  const orderFile = join(folder, 'order');
  const secrets = Object.fromEntries(prepared.secrets.kept);
  const order: SwapOrder = { way, killAt, work, target: prepared.target, secrets, memoFile };
  writeFileSync(memoFile, JSON.stringify([...prepared.memos]));
  writeFileSync(orderFile, JSON.stringify(order), { mode: 0o600 });
  const child = spawn(process.execPath, ['--import', TEXT_MODULES, VICTIM, orderFile], { stdio: ['ignore', 'ignore', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const over = new Promise<string | null>((resolve) => void child.once('exit', (_code, signal) => resolve(signal)));
  return {
    process: child,
    over,
    next: () => {
      const memos = new Map(JSON.parse(readFileSync(memoFile, 'utf8')) as [string, string][]);
      return preparedOf(prepared.work, memos, prepared.target, prepared.secrets, swap.linked.links);
    },
  };
}

/** The app ends in place of a statement: from then on nothing reaches the server, and nothing is written down. False: it came to its end before. */
export async function crash(
  { swap, prepared }: KilledWorld,
  way: 'run' | 'undo',
  at: number,
): Promise<{ readonly crashed: boolean; readonly next: Prepared }> {
  let crashed = false;
  const memos = new Map(prepared.memos);
  const kept = {
    get: (key: string) => memos.get(key),
    has: (key: string) => memos.has(key),
    set: (key: string, value: string) => crashed || memos.set(key, value),
  };
  const fail = () => {
    if (crashed) throw new Error('the app has ended');
  };
  const end = onStatement((count) => {
    crashed ||= count === at;
    fail();
  }, fail);
  try {
    const victim = preparedOf(
      prepared.work,
      kept as unknown as Map<string, string>,
      prepared.target,
      prepared.secrets,
      swap.linked.links,
      prepared.step,
    );
    await victim[way]().catch((error: unknown) => {
      if (!crashed) throw error;
    });
  } finally {
    end();
  }
  return { crashed, next: preparedOf(prepared.work, memos, prepared.target, prepared.secrets, swap.linked.links, prepared.step) };
}

/** A statement whose session is gone may still come to its end on the server, between two questions of ours. */
const LOOKS = 5;

/** What the site asks, in a moment in which no statement runs: every table is there, old or new, whole. */
export async function tablesServed(world: KilledWorld): Promise<'old' | 'new'> {
  for (let look = 1; ; look += 1) {
    try {
      return await tablesSeen(world);
    } catch (error) {
      if (look === LOOKS) throw error;
    }
  }
}

async function tablesSeen({ swap, dump, before }: KilledWorld): Promise<'old' | 'new'> {
  const rows = await swap.lab.mariadb.sql('SELECT COUNT(*) AS n FROM shop.parents');
  const state = Number(rows[0]?.['n']) === before.tables['parents']?.rows ? 'old' : 'new';
  const expected = (state === 'old' ? before : dump.truth).tables;
  for (const [name, { rows: count, checksum }] of Object.entries(expected)) {
    const [row] = await swap.lab.mariadb.sql(`CHECKSUM TABLE shop.${quoteName(name)} EXTENDED`);
    const [counted] = await swap.lab.mariadb.sql(`SELECT COUNT(*) AS n FROM shop.${quoteName(name)}`);
    if (String(row?.['Checksum']) !== checksum || Number(counted?.['n']) !== count)
      throw new Error(`${name} of the ${state} state is not what it was`);
  }
  return state;
}
