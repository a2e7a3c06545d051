// The programs of the system that commands need: one list, and what brings each of them on the systems Holdfast is developed on.
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { SetupProblem, say } from './setup/say.mjs';

/**
 * `program`: names looked for in PATH and in the sbin folders, any one will do; an absolute path is a file that must be there.
 * `phpModule`: what `php -m` must list.
 * `for`: `lab` (demo, integration tests, bench), `browser` (tests of the screens), `display` (the Electron window without a screen).
 */
const PROGRAMS = [
  { program: ['sshd'], for: 'lab', apt: 'openssh-server', brew: 'openssh' },
  { program: ['ssh-keygen'], for: 'lab', apt: 'openssh-client', brew: 'openssh' },
  { program: ['mariadbd', 'mysqld'], for: 'lab', apt: 'mariadb-server', brew: 'mariadb' },
  { program: ['mariadb-dump', 'mysqldump'], for: 'lab', apt: 'mariadb-client', brew: 'mariadb' },
  { program: ['php'], for: 'lab', apt: 'php-cli', brew: 'php' },
  { program: ['php'], phpModule: 'pdo_mysql', for: 'lab', apt: 'php-mysql', brew: 'php' },
  { program: ['/usr/share/php/Illuminate/Foundation/Application.php'], for: 'lab', apt: 'php-laravel-framework', linuxOnly: true },
  { program: ['zstd'], for: 'lab', apt: 'zstd', brew: 'zstd' },
  { program: ['bzip2'], for: 'lab', apt: 'bzip2', brew: 'bzip2' },
  { program: ['xz'], for: 'lab', apt: 'xz-utils', brew: 'xz' },
  { program: ['busybox'], for: 'lab', apt: 'busybox-static', linuxOnly: true },
  { program: ['cron', 'crond'], for: 'lab', apt: 'cron', linuxOnly: true },
  { program: ['shellcheck'], for: 'lab', apt: 'shellcheck', brew: 'shellcheck' },
  { program: ['mawk'], for: 'lab', apt: 'mawk', brew: 'mawk' },
  { program: ['gawk'], for: 'lab', apt: 'gawk', brew: 'gawk' },
  { program: ['radosgw'], for: 'lab', apt: 'radosgw', linuxOnly: true },
  { program: ['ceph-mon'], for: 'lab', apt: 'ceph-mon', linuxOnly: true },
  { program: ['ceph-osd'], for: 'lab', apt: 'ceph-osd', linuxOnly: true },
  { program: ['age'], for: 'lab', apt: 'age', brew: 'age' },
  { program: ['bsdtar'], for: 'lab', apt: 'libarchive-tools', brew: 'libarchive' },
  { program: ['rsync'], for: 'lab', apt: 'rsync', brew: 'rsync' },
  { program: ['7z', '7zz'], for: 'lab', apt: 'p7zip-full', brew: 'sevenzip' },
  { program: ['mkfs.exfat'], for: 'lab', apt: 'exfatprogs', linuxOnly: true },
  { program: ['mkfs.vfat'], for: 'lab', apt: 'dosfstools', linuxOnly: true },
  { program: ['ps'], for: 'lab', apt: 'procps' },
  { program: ['python3'], for: 'lab', apt: 'python3', brew: 'python' },
  { program: ['chromium', 'chromium-browser', 'google-chrome'], for: 'browser', apt: 'chromium', brew: '--cask chromium' },
  { program: ['xvfb-run'], for: 'display', apt: 'xvfb', linuxOnly: true },
  { program: ['xauth'], for: 'display', apt: 'xauth', linuxOnly: true },
];

/** Places outside PATH where Chromium is found on macOS and Windows. */
const CHROMIUM_ELSEWHERE = {
  darwin: ['/Applications/Chromium.app/Contents/MacOS/Chromium', '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'],
  win32: [
    'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
    'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
  ],
};

/** Makes sure of the programs for these needs: installs them on Debian and Ubuntu as root, else names them and the command that brings them. */
export function ensurePrograms(needs) {
  if (process.platform === 'win32' && needs.includes('lab')) {
    throw new SetupProblem(
      'The practice server needs Linux or macOS. On Windows it runs in Docker with the same parts:\n  docker compose -f test/lab/docker-compose.yml up',
    );
  }
  const missing = PROGRAMS.filter((entry) => needs.includes(entry.for) && appliesHere(entry) && !isInstalled(entry));
  if (missing.length === 0) return;
  if (isDebian() && process.getuid() === 0) installWithApt(missing);
  const still = missing.filter((entry) => !isInstalled(entry));
  if (still.length > 0) throw new SetupProblem(howToGet(still));
}

/** Chromium for the tests of the screens: HOLDFAST_CHROMIUM when set, else where the system keeps it; null when there is none. */
export function findChromium() {
  const chosen = process.env.HOLDFAST_CHROMIUM;
  if (chosen !== undefined && chosen !== '') return chosen;
  return findProgram(PROGRAMS.find((entry) => entry.for === 'browser').program);
}

function appliesHere(entry) {
  return entry.linuxOnly !== true || process.platform === 'linux';
}

function isInstalled({ program, phpModule }) {
  const path = findProgram(program);
  if (path === null || phpModule === undefined) return path !== null;
  return spawnSync(path, ['-m'], { encoding: 'utf8' }).stdout.split('\n').includes(phpModule);
}

function findProgram(names) {
  const elsewhere = names.includes('chromium') ? (CHROMIUM_ELSEWHERE[process.platform] ?? []) : [];
  const folders = [
    ...(process.env.PATH ?? '').split(delimiter),
    '/usr/sbin',
    '/usr/local/sbin',
    '/sbin',
    '/opt/homebrew/bin',
    '/opt/homebrew/sbin',
  ];
  const candidates = names.flatMap((name) => (name.startsWith('/') ? [name] : folders.map((folder) => join(folder, name))));
  return [...candidates, ...elsewhere].find((path) => isThere(path)) ?? null;
}

function isThere(path) {
  try {
    accessSync(path, path.endsWith('.php') ? constants.R_OK : constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function isDebian() {
  if (process.platform !== 'linux' || !existsSync('/etc/os-release')) return false;
  return /^ID(?:_LIKE)?=.*(?:debian|ubuntu)/m.test(readFileSync('/etc/os-release', 'utf8'));
}

const POLICY = '/usr/sbin/policy-rc.d';

/** Installs without starting a service: nobody wants an SSH server or a database on their computer because they ran a demo. */
function installWithApt(missing) {
  const packages = [...new Set(missing.map((entry) => entry.apt))];
  say(`Setting up: ${packages.join(' ')} (apt-get).`);
  const guard = !existsSync(POLICY);
  if (guard) writeFileSync(POLICY, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    const apt = (...args) => spawnSync('apt-get', ['-qq', ...args], { env, stdio: ['ignore', 2, 2] });
    apt('update');
    apt('install', '-y', '--no-install-recommends', ...packages);
  } finally {
    if (guard) rmSync(POLICY, { force: true });
  }
}

function howToGet(missing) {
  const names = missing.map((entry) => entry.phpModule ?? entry.program[0]).join(', ');
  const packages = (kind) => [...new Set(missing.map((entry) => entry[kind]).filter((name) => name !== undefined))].join(' ');
  if (process.platform === 'darwin') return `Missing: ${names}. The command that brings it: brew install ${packages('brew')}`;
  if (process.platform === 'win32') return `Missing: ${names}. The command that brings it: winget install Google.Chrome`;
  if (isDebian()) return `Missing: ${names}. The command that brings it: sudo apt-get install ${packages('apt')}`;
  return `Missing: ${names}. Install these with the package manager of this system (Debian calls them: ${packages('apt')}).`;
}
