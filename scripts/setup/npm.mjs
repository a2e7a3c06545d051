import { existsSync, realpathSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { SetupProblem } from './say.mjs';
import { environment, runProcess } from './run-process.mjs';

/** npm's own script: the one that started this process, else the one of the npm in PATH. */
function npmScript() {
  const folders = [dirname(process.execPath), ...(process.env.PATH ?? '').split(delimiter)];
  const candidates = [
    process.env.npm_execpath ?? '',
    // `npm` is a link to the script; on Windows the script lies below the folder of npm.cmd.
    ...folders.map((folder) => realPath(join(folder, 'npm'))),
    ...folders.map((folder) => join(folder, 'node_modules', 'npm', 'bin', 'npm-cli.js')),
  ];
  const found = candidates.find((path) => path.endsWith('npm-cli.js') && existsSync(path));
  if (found === undefined) throw new SetupProblem('npm was not found. Start the command through npm, for example: npm run demo');
  return found;
}

function realPath(path) {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

/** Runs npm under the given Node, which matters: npm picks releases by the Node it runs on. Its output goes to stderr. */
export function runNpm(node, args) {
  return runProcess(node, [npmScript(), ...args], { env: environment(node), stdio: ['ignore', 2, 2] });
}
