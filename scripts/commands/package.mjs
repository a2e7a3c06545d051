import { toolScript } from '../setup/project.mjs';
import { runNode } from '../setup/run-process.mjs';
import { ensureBuilt } from './build.mjs';

/** `npm run package`: installers for this platform into release/. */
export async function run({ node, args }) {
  await ensureBuilt(node);
  return runNode(node, toolScript('electron-builder'), ['--publish', 'never', ...args]);
}
