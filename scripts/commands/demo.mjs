import { electronCommand } from '../setup/electron.mjs';
import { inProject } from '../setup/project.mjs';
import { runNode } from '../setup/run-process.mjs';
import { textModules } from '../setup/sources.mjs';
import { ensurePrograms } from '../system-packages.mjs';
import { ensureBuilt } from './build.mjs';

/** `npm run demo`: the practice server, the main job on it, then the app. Ctrl-C is the demo's to handle: it stops all it started. */
export async function run({ node, args }) {
  ensurePrograms(['lab']);
  await ensureBuilt(node);
  const command = args.includes('--headless') ? null : await electronCommand(node);
  // The demo opens the window when there is a command for it and a display, else the browser host.
  const env = command === null ? {} : { HOLDFAST_ELECTRON: JSON.stringify(command) };
  return runNode(node, inProject('scripts', 'demo.ts'), args, { nodeArgs: textModules, env });
}
