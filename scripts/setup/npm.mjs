import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { SetupProblem } from './say.mjs';
import { environment, runProcess } from './run-process.mjs';

/** npm's own script: the one that started this process, else the one installed beside this Node. */
function npmScript() {
  const folder = dirname(process.execPath);
  const candidates = [
    process.env.npm_execpath,
    join(folder, '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js'),
    join(folder, 'node_modules', 'npm', 'bin', 'npm-cli.js'),
    // Debian's npm, Homebrew's npm
    '/usr/share/nodejs/npm/bin/npm-cli.js',
    '/opt/homebrew/lib/node_modules/npm/bin/npm-cli.js',
    '/usr/local/lib/node_modules/npm/bin/npm-cli.js',
  ];
  const found = candidates.find((path) => path !== undefined && path.endsWith('npm-cli.js') && existsSync(path));
  if (found === undefined) throw new SetupProblem('npm was not found. Start the command through npm, for example: npm run demo');
  return found;
}

/** Runs npm under the given Node, which matters: npm picks releases by the Node it runs on. Its output goes to stderr. */
export function runNpm(node, args) {
  return runProcess(node, [npmScript(), ...args], { env: environment(node), stdio: ['ignore', 2, 2] });
}
