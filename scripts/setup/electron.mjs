import { copyFileSync, existsSync, linkSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { inProject, project, toolScript } from './project.mjs';
import { runNode } from './run-process.mjs';
import { say } from './say.mjs';

const PROGRAM = { darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe' }[process.platform] ?? 'electron';

/**
 * The command that starts the built app: program and first arguments. The program comes from ELECTRON_OVERRIDE_DIST_PATH when that is
 * set, else from the electron package, which fetches it when it is first wanted. Null when neither can be had; the reason has been said.
 */
export async function electronCommand(node) {
  const binary = overriddenBinary() ?? (await ownBinary(node));
  if (binary === null) return null;
  return startsFromFolder(binary) ? [binary, ...sandboxArguments(), project] : [stage(binary), ...sandboxArguments()];
}

function overriddenBinary() {
  const folder = process.env.ELECTRON_OVERRIDE_DIST_PATH;
  if (folder === undefined || folder === '') return null;
  const binary = resolve(folder, PROGRAM);
  if (existsSync(binary)) return binary;
  say(`ELECTRON_OVERRIDE_DIST_PATH is set, but there is no ${binary}.`);
  return null;
}

async function ownBinary(node) {
  const own = inProject('node_modules', 'electron', 'dist', PROGRAM);
  if (isComplete() && existsSync(own)) return own;
  say('Setting up: the Electron binary.');
  const code = await runNode(node, toolScript('electron', 'install-electron'), [], { stdio: ['ignore', 2, 2] });
  if (code === 0 && existsSync(own)) return own;
  say(
    'The Electron binary could not be fetched. Give the folder of one in ELECTRON_OVERRIDE_DIST_PATH, or try again with another network.',
  );
  return null;
}

function isComplete() {
  try {
    const text = (...parts) => readFileSync(inProject('node_modules', 'electron', ...parts), 'utf8').trim();
    return text('dist', 'version').replace(/^v/, '') === JSON.parse(text('package.json')).version;
  } catch {
    return false;
  }
}

/** `electron FOLDER` is a service of Electron's own default_app, which waits for the app's entry before Electron becomes ready. */
function startsFromFolder(binary) {
  if (process.platform !== 'linux') return true;
  return existsSync(join(dirname(binary), 'resources', 'default_app.asar'));
}

/**
 * A distribution without Electron's own default_app is given the app where an installed app lies, `resources/app`, in a copy made of links.
 * The binary itself is linked or copied: Electron looks for its resources beside the file it was really started from.
 */
function stage(binary) {
  const from = dirname(binary);
  const stats = statSync(binary);
  const folder = inProject('.tools', `electron-${stats.size}-${Math.trunc(stats.mtimeMs)}`);
  const staged = join(folder, PROGRAM);
  if (existsSync(staged)) return staged;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, 'resources'), { recursive: true });
  for (const name of readdirSync(from)) {
    if (name !== PROGRAM && name !== 'resources') symlinkSync(join(from, name), join(folder, name));
  }
  symlinkSync(project, join(folder, 'resources', 'app'));
  try {
    linkSync(binary, staged);
  } catch {
    copyFileSync(binary, staged);
  }
  return staged;
}

/** Chromium's sandbox refuses to run as root; everywhere else it stays on. */
function sandboxArguments() {
  if (process.platform !== 'linux' || process.getuid() !== 0) return [];
  return ['--no-sandbox'];
}
