import { electronCommand } from '../setup/electron.mjs';
import { environment, runProcess } from '../setup/run-process.mjs';
import { say } from '../setup/say.mjs';
import { ensureBuilt } from './build.mjs';

/** `npm start`: the desktop app. */
export async function run({ node, args }) {
  await ensureBuilt(node);
  const command = await electronCommand(node);
  if (command === null) {
    say('Without Electron the same app runs in a browser on this computer, with practice data: npm run demo');
    return 1;
  }
  const [program, ...first] = command;
  return runProcess(program, [...first, ...args], { env: environment(node) });
}
