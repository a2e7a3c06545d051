import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { DatabaseWork } from '../../../../src/main/restore/database/database-work.ts';
import type { RestoreTarget } from '../../../../src/main/restore/step.ts';
import { linkTo, memorySecrets } from '../../servers/lab-servers.ts';
import { onStatement } from './on-statement.ts';
import { preparedOf } from './swap-lab.ts';

export interface SwapOrder {
  readonly way: 'run' | 'undo';
  /** Killed in place of the statement of this number (from 1) that changes something; 0: not at all. */
  readonly killAt: number;
  readonly work: Omit<DatabaseWork, 'safetyOf'>;
  readonly target: RestoreTarget;
  readonly secrets: Readonly<Record<string, string>>;
  /** Memos by step, as the catalog would keep them; written anew whenever one is kept. */
  readonly memoFile: string;
}

/** Started as a process of its own by a test that kills it: SIGKILL, between two statements. */
const order = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as SwapOrder;

onStatement((count) => {
  if (count === order.killAt) process.kill(process.pid, 'SIGKILL');
});

class KeptMemos extends Map<string, string> {
  override set(key: string, value: string): this {
    super.set(key, value);
    writeFileSync(`${order.memoFile}.new`, JSON.stringify([...this]));
    renameSync(`${order.memoFile}.new`, order.memoFile);
    return this;
  }
}

const memos = new KeptMemos();
for (const [key, value] of JSON.parse(readFileSync(order.memoFile, 'utf8')) as [string, string][]) memos.set(key, value);
await using linked = linkTo([order.target.server]);
const work = { ...order.work, safetyOf: () => null };
await preparedOf(work, memos, order.target, memorySecrets(order.secrets), linked.links)[order.way]();
