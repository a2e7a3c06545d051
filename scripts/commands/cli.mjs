import { inProject } from '../setup/project.mjs';
import { runNode } from '../setup/run-process.mjs';
import { textModules } from '../setup/sources.mjs';

/** `npm run cli -- WORDS`: the headless app from its sources; its exit code is passed through. */
export function run({ node, args }) {
  return runNode(node, inProject('src', 'main', 'cli.ts'), args, { nodeArgs: textModules });
}
