import { inProject } from '../setup/project.mjs';
import { runNode } from '../setup/run-process.mjs';
import { textModules } from '../setup/sources.mjs';
import { ensurePrograms } from '../system-packages.mjs';
import { ensureBuilt } from './build.mjs';

/** `npm run bench`: a table of ratios against the same work done with ssh and mysqldump by hand. */
export async function run({ node, args }) {
  ensurePrograms(['lab']);
  await ensureBuilt(node);
  return runNode(node, inProject('scripts', 'bench.ts'), args, { nodeArgs: textModules });
}
