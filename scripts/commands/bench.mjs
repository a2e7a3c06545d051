import { electronCommand } from '../setup/electron.mjs';
import { inProject } from '../setup/project.mjs';
import { environment, runProcess } from '../setup/run-process.mjs';
import { textModules } from '../setup/sources.mjs';
import { ensurePrograms } from '../system-packages.mjs';
import { ensureBuilt } from './build.mjs';

/** `npm run bench`: a table of ratios against the same work done with ssh and mysqldump by hand, and how long the window takes to open. */
export async function run({ node, args }) {
  const wantsWindow = !args.includes('--only') || (args[args.indexOf('--only') + 1] ?? '').split(',').includes('start');
  const hidden = process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY;
  ensurePrograms(['lab', ...(wantsWindow && hidden ? ['display'] : [])]);
  await ensureBuilt(node);
  const command = wantsWindow ? await electronCommand(node) : null;
  const wrapper = command !== null && hidden ? ['xvfb-run', '-a', '-s', '-screen 0 1600x1000x24'] : [];
  const [program, ...words] = [...wrapper, node, ...textModules, inProject('scripts', 'bench.ts'), ...args];
  return runProcess(program, words, { env: environment(node, { HOLDFAST_ELECTRON: command === null ? '' : JSON.stringify(command) }) });
}
