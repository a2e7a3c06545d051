import { displayName } from '../../archive/display-name.ts';
import { readServerState } from '../../remote/runbook-programs.ts';
import type { StepContext } from '../step.ts';
import { chooseEvidence, type Evidence } from './choose-evidence.ts';
import { findChanges } from './find-changes.ts';
import { hideSecrets, secretValues } from './hide-secrets.ts';
import type { OpenSite } from './open-site.ts';
import { uploadFolders } from './site-folders.ts';
import type { SiteWork } from './site-work.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** Kept back where nobody knows when it began. */
const UNKNOWN_MS = 7 * DAY_MS;
const LONGEST_MS = 90 * DAY_MS;
/** A dead network folder or a tree without end must not keep a restore waiting. */
const LOOK_MS = 5 * MINUTE_MS;
/** Of one part of what the server tells. */
const PART_BYTES = 200_000;
/** Of web servers, sign-ins and the site; hosts keep them in one of these. */
const LOGS = [
  'storage/logs',
  'logs',
  '../logs',
  '~/logs',
  '~/access-logs',
  '/var/log/nginx',
  '/var/log/apache2',
  '/var/log/httpd',
  '/var/log/auth.log',
  '/var/log/secure',
];

export type Warn = (sentence: string) => void;

/** What goes on at the server as text, secrets hidden; as much of it as it told in time. */
export async function serverState({ shell, root, env, signal }: OpenSite, { lookMs = LOOK_MS }: SiteWork, warn: Warn): Promise<string> {
  const chunks: Buffer[] = [];
  const deadline = AbortSignal.timeout(lookMs);
  try {
    const { stdout, ended } = await shell.stream({
      program: readServerState,
      args: [root, String(PART_BYTES)],
      signal: AbortSignal.any([signal, deadline]),
    });
    for await (const chunk of stdout as AsyncIterable<Buffer>) chunks.push(chunk);
    await ended;
  } catch (error) {
    if (!deadline.aborted || signal.aborted) throw error;
    warn('The server took too long to tell what goes on there; the rest of it was left.');
  }
  return hideSecrets(Buffer.concat(chunks).toString('utf8'), secretValues(env));
}

/** Files that tell of an intruder, what matters most first, with what of it is left out. */
export async function findEvidence(
  { shell, root, signal }: OpenSite,
  work: SiteWork,
  { clock, target }: Pick<StepContext, 'clock' | 'target'>,
  warn: Warn,
): Promise<readonly Evidence[]> {
  const now = clock.now();
  const minutes = Math.min(LONGEST_MS, Math.max(HOUR_MS, now - sinceOf(work, now))) / MINUTE_MS;
  const uploads = uploadFolders(target.sources);
  const find = async (what: 'changed' | 'executables', folders: readonly string[], name: string) => {
    const deadline = AbortSignal.timeout(work.lookMs ?? LOOK_MS);
    try {
      const { files, isCut } = await findChanges(shell, { root, what, minutes, folders }, AbortSignal.any([signal, deadline]));
      if (isCut) warn(`There is more of this than is looked at: ${name}.`);
      return files;
    } catch (error) {
      if (!deadline.aborted || signal.aborted) throw error;
      warn(`This took too long to look for and is not among the evidence: ${name}.`);
      return [];
    }
  };
  const executables = await find('executables', uploads, 'files that can be run');
  const changed = await find('changed', ['.'], 'files of the site that changed');
  const logs = await find('changed', LOGS, 'logs');
  const evidence = chooseEvidence({ executables, changed, logs, uploads });
  const leftOut = evidence.filter(({ leftOutBecause }) => leftOutBecause !== '');
  if (leftOut.length > 0) warn(leftOutWarning(leftOut));
  return evidence;
}

const MOST_NAMES = 5;

function leftOutWarning(leftOut: readonly Evidence[]): string {
  const named = leftOut.slice(0, MOST_NAMES).map(({ file, leftOutBecause }) => `${displayName(file.path)}: ${leftOutBecause}`);
  const more = leftOut.length > MOST_NAMES ? `; and ${leftOut.length - MOST_NAMES} more, which the list names` : '';
  return `Left out of the evidence: ${named.join('; ')}${more}.`;
}

/** Nothing after this is trusted; milliseconds. */
function sinceOf({ situation }: SiteWork, now: number): number {
  if (situation === null) return now - UNKNOWN_MS;
  const { firstSignAt, noticedAt, marginHours } = situation;
  return firstSignAt === null ? Date.parse(noticedAt) - UNKNOWN_MS : Date.parse(firstSignAt) - marginHours * HOUR_MS;
}
