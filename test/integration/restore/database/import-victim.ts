import { readFileSync } from 'node:fs';
import type { DatabaseWork } from '../../../../src/main/restore/database/database-work.ts';
import { importStep } from '../../../../src/main/restore/database/import-step.ts';
import type { RestoreTarget } from '../../../../src/main/restore/step.ts';
import { linkTo, memorySecrets } from '../../servers/lab-servers.ts';
import { preparedOf } from '../swap/swap-lab.ts';
import { heldCopy } from './held-copy.ts';

export interface ImportOrder {
  readonly work: Omit<DatabaseWork, 'safetyOf' | 'copies'>;
  readonly target: RestoreTarget;
  readonly secrets: Readonly<Record<string, string>>;
  readonly dumpFile: string;
}

/** Started as a process of its own by a test that kills it: it says when half of the dump went in, and waits. */
const order = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as ImportOrder;
const stay = setInterval(() => {}, 60_000);
const copy = heldCopy(readFileSync(order.dumpFile), () => {
  process.stdout.write('half\n');
  return new Promise<void>(() => {});
});
const work = { ...order.work, copies: [copy], safetyOf: () => null };
await using linked = linkTo([order.target.server]);
await preparedOf(work, new Map(), order.target, memorySecrets(order.secrets), linked.links, importStep(work)).run();
clearInterval(stay);
