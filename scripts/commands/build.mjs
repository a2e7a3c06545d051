import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { inProject, toolScript } from '../setup/project.mjs';
import { runNode } from '../setup/run-process.mjs';
import { SetupProblem, say } from '../setup/say.mjs';

/** `npm run build`: always builds. */
export function run({ node, args }) {
  return runNode(node, toolScript('electron-vite'), ['build', ...args]);
}

/** Builds when a source is newer than what was built last. Its words go to stderr. */
export async function ensureBuilt(node) {
  const last = inProject('out', 'renderer', 'index.html');
  const entries = [inProject('out', 'main', 'index.js'), inProject('out', 'preload', 'index.cjs'), last];
  if (entries.every((entry) => existsSync(entry)) && newest(SOURCES.map((name) => inProject(name))) < statSync(last).mtimeMs) return;
  say('Building the app.');
  const code = await runNode(node, toolScript('electron-vite'), ['build', '--logLevel', 'warn'], { stdio: ['ignore', 2, 2] });
  if (code !== 0) throw new SetupProblem('The app could not be built (the words of the builder are above).');
}

const SOURCES = ['src', 'package-lock.json', 'electron.vite.config.ts', join('scripts', 'text-plugin.ts')];

/** Newest change below these paths, folders included: a removed file changes its folder. */
function newest(paths) {
  let latest = 0;
  for (const path of paths) {
    const stats = statSync(path);
    latest = Math.max(latest, stats.mtimeMs);
    if (stats.isDirectory()) latest = Math.max(latest, newest(readdirSync(path).map((name) => join(path, name))));
  }
  return latest;
}
