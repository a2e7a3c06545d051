import { readFileSync } from 'node:fs';
import { inProject } from './project.mjs';
import { runNpm } from './npm.mjs';
import { SetupProblem, say } from './say.mjs';

/** Installs the packages of package-lock.json when node_modules does not hold exactly these. */
export async function ensurePackages(node) {
  if (packagesAreInstalled()) return;
  say('Setting up: npm packages.');
  // `npm ci` would refuse the lock file: the registry it was made with lacked the linter's binaries for other platforms, so they are not in it.
  // `npm install` keeps to the lock file as well, checksums included, and with --no-save never changes it.
  // No package of ours needs its install script: native parts come ready in the packages, Electron is fetched when it is first wanted.
  const code = await runNpm(node, ['install', '--no-save', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']);
  if (code !== 0) throw new SetupProblem('npm could not install the packages (its words are above).');
}

/** npm writes node_modules/.package-lock.json when an installation is complete: compared with the lock file it says what is there. */
function packagesAreInstalled() {
  const wanted = packagesOf(inProject('package-lock.json'));
  const present = packagesOf(inProject('node_modules', '.package-lock.json'));
  if (wanted === null)
    throw new SetupProblem('package-lock.json cannot be read. Restore it from the repository, then run the same command again.');
  if (present === null) return false;
  return Object.entries(wanted).every(([path, entry]) => {
    // Optional packages depend on the platform.
    if (path === '' || entry.optional === true) return true;
    return present[path]?.version === entry.version && present[path]?.integrity === entry.integrity;
  });
}

function packagesOf(lockFile) {
  try {
    return JSON.parse(readFileSync(lockFile, 'utf8')).packages;
  } catch {
    return null;
  }
}
