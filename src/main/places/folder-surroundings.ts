import { execFile } from 'node:child_process';
import { access, readdir } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Folders that a synchronising program keeps, by the names such programs give them. */
const SYNCED: readonly (readonly [RegExp, string])[] = [
  [/^OneDrive(?: ?- .+)?$/iu, 'OneDrive'],
  [/^Dropbox(?: \(.+\))?$/iu, 'Dropbox'],
  [/^(?:Mobile Documents|iCloud ?Drive(?: \(Archive\))?)$/iu, 'iCloud Drive'],
  [/^(?:Google ?Drive.*|My Drive)$/iu, 'Google Drive'],
  [/^Nextcloud\d*$/iu, 'Nextcloud'],
  [/^ownCloud\d*$/iu, 'ownCloud'],
  [/^p ?Cloud ?(?:Drive|Sync)$/iu, 'pCloud'],
  [/^Box(?: Sync|-Box)$/iu, 'Box'],
  [/^MEGA(?:sync)?$/u, 'MEGA'],
  [/^Seafile$/iu, 'Seafile'],
  [/^SynologyDrive$/iu, 'Synology Drive'],
  [/^Yandex\.Disk$/iu, 'Yandex Disk'],
  [/^Proton ?Drive.*$/iu, 'Proton Drive'],
  [/^Tresorit$/iu, 'Tresorit'],
  [/^Syncthing$/iu, 'Syncthing'],
  [/^CloudStorage$/u, 'a cloud service'],
];

/** What such programs leave in the folder they keep. */
const SYNC_MARKERS: readonly (readonly [RegExp, string])[] = [
  [/^\.dropbox(?:\.cache)?$/u, 'Dropbox'],
  [/^\.849C9593-D756-4E56-8D6E-42412F2A707B$/u, 'OneDrive'],
  [/^\.tmp\.drive(?:upload|download)$/u, 'Google Drive'],
  [/^(?:\._?sync_[0-9a-f]+\.db|\.(?:nextcloud|owncloud)sync\.log)$/u, 'Nextcloud or ownCloud'],
  [/^\.stfolder$/u, 'Syncthing'],
  [/^\.SynologyWorkingDirectory$/u, 'Synology Drive'],
  [/^\.seafile-data$/u, 'Seafile'],
];

const WEB_ROOTS = /^(?:public_html|private_html|htdocs|httpdocs|wwwroot|inetpub|www)$/iu;

/** One sentence for each thing about the surroundings of a folder that an operator should know before dumps lie there. */
export async function warningsAbout(paths: readonly string[]): Promise<readonly string[]> {
  const warnings = new Set<string>();
  for (const path of paths) {
    for (const folder of upwards(path)) {
      for (const warning of await warningsOf(folder, path)) warnings.add(warning);
    }
  }
  return [...warnings];
}

/** The folder itself and all above it. */
function upwards(path: string): readonly string[] {
  const folders = [path];
  for (let folder = path; dirname(folder) !== folder; folder = dirname(folder)) folders.push(dirname(folder));
  return folders;
}

async function warningsOf(folder: string, path: string): Promise<readonly string[]> {
  const name = basename(folder);
  const inside: readonly string[] = await readdir(folder).catch(() => []);
  const service =
    SYNCED.find(([pattern]) => pattern.test(name))?.[1] ??
    SYNC_MARKERS.find(([pattern]) => inside.some((file) => pattern.test(file)))?.[1] ??
    null;
  return [
    ...(service === null
      ? []
      : [`${folder} is kept in step by ${service}: every dump would be uploaded there, and a file deleted elsewhere disappears here too.`]),
    ...(WEB_ROOTS.test(name) || (name === 'public' && inside.includes('index.php'))
      ? [`${folder} looks like the folder of a web server: dumps below it could be downloaded by anybody.`]
      : []),
    ...(inside.includes('.git') && !(await isIgnoredByGit(folder, path))
      ? [`${folder} is a git work tree that does not ignore this folder: dumps could be committed and pushed.`]
      : []),
  ];
}

/** False as well when git is not installed or refuses to look. */
async function isIgnoredByGit(workTree: string, path: string): Promise<boolean> {
  try {
    // The settings of a work tree may name a program for fsmonitor; looking at a folder must not run it.
    const args = ['-C', workTree, '-c', 'core.fsmonitor=false', 'check-ignore', '--quiet', '--', `${path}/`];
    await run('git', args, { timeout: 5000, env: { PATH: process.env['PATH'], GIT_OPTIONAL_LOCKS: '0' } });
    return true;
  } catch {
    return false;
  }
}

/** The nearest folder at or above `path` that is there; the root always is. */
export async function nearestExisting(path: string): Promise<string> {
  for (const folder of upwards(path)) {
    try {
      await access(folder);
      return folder;
    } catch {
      // Look one higher.
    }
  }
  return path;
}
