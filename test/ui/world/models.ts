import type { BackupSummary, Copy, Proof, ProofLevel } from '../../../src/shared/model/backup.ts';
import type { SiteStatus } from '../../../src/shared/model/fleet.ts';
import type { Job } from '../../../src/shared/model/job.ts';
import type { Problem } from '../../../src/shared/model/problem.ts';
import type { Server } from '../../../src/shared/model/server.ts';
import type { AppInfo } from '../../../src/shared/model/settings.ts';
import type { Site } from '../../../src/shared/model/site.ts';
import type { DatabaseSource } from '../../../src/shared/model/source.ts';
import type { PlaceId } from '../../../src/shared/model/ids.ts';
import { DEFAULT_SITE_POLICY } from '../../../src/shared/model/policy.ts';
import { boardOf } from './board.ts';
import { makeHealth, makeNights, makeRpo, NO_RTO } from './health.ts';
import { NOW, ago } from './times.ts';
import { backupId, jobId, placeId, serverId, siteId, sourceId } from './ids.ts';

export { NOW, ago };

export const PLACE = { id: placeId(1), kind: 'this-computer', name: 'This computer', offsite: true, folder: '/home/ada/Holdfast' } as const;

export function makeInfo(change: Partial<AppInfo> = {}): AppInfo {
  return {
    version: '0.1.0',
    home: '/home/ada/.local/share/holdfast',
    place: PLACE,
    theme: 'system',
    proposedFolder: '/home/ada/Holdfast',
    host: 'desktop',
    secretStore: { available: true, reason: '' },
    ...change,
  };
}

export function makeServer(n: number, change: Partial<Server> = {}): Server {
  return {
    id: serverId(n),
    name: `vps-fra-${n}`,
    address: `vps-fra-${n}.example`,
    port: 22,
    user: 'deploy',
    authentication: { method: 'key-file', path: '/home/ada/.ssh/id_ed25519', hasPassphrase: false },
    jumpServerId: null,
    hostKey: {
      type: 'ssh-ed25519',
      fingerprint: `SHA256:${'tQ8nVd2K7pLx0aRmYe5WJc9BuHs3ZfG6oNk1Xi4TEb2'}`,
      key: 'AAAAC3NzaC1lZDI1NTE5',
      pinnedAt: ago(6000),
    },
    createdAt: ago(6000),
    ...change,
  };
}

export function makeSite(n: number, name: string, change: Partial<Site> = {}): Site {
  return {
    id: siteId(n),
    serverId: serverId(1),
    name,
    root: `/var/www/${name}`,
    profile: 'laravel',
    url: `https://${name}.example`,
    framework: 'Laravel 11.31',
    createdAt: ago(5000 - n),
    ...change,
  };
}

export function makeSource(n: number, site: Site, database: string): DatabaseSource {
  return {
    id: sourceId(n),
    siteId: site.id,
    kind: 'database',
    database,
    address: { host: '127.0.0.1', port: 3306, socket: null },
    user: 'shop',
    access: { from: 'site-env', envFile: `${site.root}/.env` },
  };
}

const LEVELS: readonly ProofLevel[] = ['present', 'intact', 'sound', 'proven'];

export function makeProof(level: ProofLevel, at: string, failure: Proof['failure'] = null): Proof {
  const reached = LEVELS.indexOf(level);
  return {
    level,
    presentAt: at,
    intactAt: reached >= 1 ? at : null,
    soundAt: reached >= 2 ? at : null,
    provenAt: reached >= 3 ? at : null,
    failure,
  };
}

/** A copy of backup `n` in a place that is not this computer. */
export function makeCopy(n: number, place: PlaceId, proof: Proof): Copy {
  return { backupId: backupId(n), placeId: place, location: `Holdfast/backup-${n}`, proof };
}

export function makeBackup(
  n: number,
  site: Site,
  hoursAgo: number,
  change: Partial<BackupSummary> & { readonly proof?: Proof; readonly elsewhere?: readonly Copy[] } = {},
): BackupSummary {
  const { proof = makeProof('sound', ago(hoursAgo)), elsewhere = [], ...rest } = change;
  const copy: Copy = { backupId: backupId(n), placeId: PLACE.id, location: `${PLACE.folder}/${site.name}/backup-${n}`, proof };
  return {
    id: backupId(n),
    siteId: site.id,
    siteName: site.name,
    startedAt: ago(hoursAgo),
    completedAt: ago(hoursAgo - 0.04),
    trigger: 'manual',
    label: null,
    note: '',
    held: false,
    kind: 'full',
    bytes: 212_400_000 + n * 1_300_000,
    parts: ['database'],
    databases: ['aurora_shop'],
    media: null,
    warnings: [],
    copies: [copy, ...elsewhere],
    ...rest,
  };
}

export function makeStatus(site: Site, change: Partial<SiteStatus> = {}): SiteStatus {
  return {
    site,
    server: makeServer(1),
    sources: [],
    verdict: 'no-backup',
    because: 'No backup has been made yet.',
    nextAction: 'back-up',
    board: boardOf([]),
    findings: [],
    policy: DEFAULT_SITE_POLICY,
    backupCount: 0,
    totalBytes: 0,
    newest: null,
    newestGoodAt: null,
    oldestAt: null,
    lastJob: null,
    activeJob: null,
    health: makeHealth(site.id, 0, { action: 'back-up', text: 'No backup has been made yet.', from: 0, to: 61 }),
    rpo: makeRpo(change.newestGoodAt ?? null),
    rto: NO_RTO,
    nights: makeNights(),
    toVerify: change.newest === undefined || change.newest === null ? null : { backupId: change.newest.id, placeId: null },
    ...change,
  };
}

export function makeJob(n: number, site: Site | null, change: Partial<Job> = {}): Job {
  return {
    id: jobId(n),
    kind: 'backup',
    title: site === null ? 'Rebuild the catalog' : `Back up ${site.name}`,
    serverId: site?.serverId ?? null,
    siteId: site?.id ?? null,
    state: 'succeeded',
    cancelRequested: false,
    progress: null,
    problem: null,
    backupId: null,
    ...ranFor(Date.parse(change.createdAt ?? ago(7)), 108_000),
    ...change,
  };
}

function ranFor(start: number, ms: number): Pick<Job, 'createdAt' | 'startedAt' | 'endedAt'> {
  const startedAt = new Date(start).toISOString();
  return { createdAt: startedAt, startedAt, endedAt: new Date(start + ms).toISOString() };
}

export const DUMP_STOPPED: Problem = {
  code: 'capture.dump-failed',
  title: 'The dump stopped before its end',
  hint: 'Nothing was kept of it; earlier backups are unaffected. The details show what the dump program said.',
  retryable: false,
  detail: 'mysqldump: Got errno 28 on write',
};

export const UNREACHABLE: Problem = {
  code: 'ssh.timeout',
  title: 'The server did not answer in time',
  hint: 'Check the VPN and the address, then try again. The backups on this computer are unaffected.',
  retryable: true,
  detail: 'vps-fra-1.example:22: no answer within 10 s',
};
