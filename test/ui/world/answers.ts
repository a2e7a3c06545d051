import type { Job } from '../../../src/shared/model/job.ts';
import { isActive } from '../../../src/shared/model/job.ts';
import type { Server, ServerDraft } from '../../../src/shared/model/server.ts';
import type { DatabaseDraft, Source } from '../../../src/shared/model/source.ts';
import type { Answers } from '../fake-bridge.ts';
import { unknown } from './problems.ts';
import { jobId, serverId, siteId, sourceId } from './ids.ts';
import { anomalyAnswers } from './anomaly-answers.ts';
import { auditAnswers } from './audit-answers.ts';
import { alertAnswers, noAlerts } from './alert-answers.ts';
import { backupAnswers } from './backup-answers.ts';
import { cronAnswers } from './cron-answers.ts';
import { NOW, PLACE, ago, makeJob, makeStatus } from './models.ts';
import { healthAnswers } from './health-answers.ts';
import { placeAnswers } from './place-answers.ts';
import { recoveryAnswers } from './recovery-answers.ts';
import { ritualAnswers } from './ritual-answers.ts';
import { retentionAnswers } from './retention-answers.ts';
import { searchAnswers } from './search-answers.ts';
import { scheduleAnswers } from './schedule-answers.ts';
import { siteOfSource, sourceAnswers } from './source-answers.ts';
import type { World } from './world.ts';

const FINGERPRINT = 'SHA256:tQ8nVd2K7pLx0aRmYe5WJc9BuHs3ZfG6oNk1Xi4TEb2';

/** Answers as the app would give them, from what the world knows; the few calls that change something change the world. */
export function answersOf(world: World): Answers {
  const serverById = (id: string): Server =>
    world.fleet.servers.find((server) => server.id === id) ?? unknown('server.not-found', 'This server is not registered');
  const statusOf = (id: string) =>
    world.fleet.sites.find(({ site }) => site.id === id) ?? unknown('site.not-found', 'This site is not registered');
  const jobById = (id: string): Job => world.jobs.find((job) => job.id === id) ?? unknown('job.not-found', 'This job is not known');
  const queue = (job: Job): Job => {
    world.jobs = [job, ...world.jobs];
    return job;
  };
  let next = 100;
  const newJob = (change: Partial<Job>): Job =>
    queue({
      ...makeJob((next += 1), null),
      state: 'queued',
      createdAt: new Date(NOW).toISOString(),
      startedAt: null,
      endedAt: null,
      ...change,
    });

  return {
    ...placeAnswers(world, newJob),
    ...sourceAnswers(world, newJob),
    ...backupAnswers(world, newJob),
    ...retentionAnswers(world, newJob),
    ...recoveryAnswers(world, newJob),
    ...healthAnswers(world),
    ...searchAnswers(world),
    ...ritualAnswers(world),
    ...cronAnswers(world, newJob),
    ...alertAnswers((world.alerts ??= noAlerts())),
    ...scheduleAnswers(world),
    ...auditAnswers(world),
    ...anomalyAnswers(world),
    'app.info': () => world.info,
    'app.set-theme': ({ theme }) => {
      world.info = { ...world.info, theme };
    },
    'place.choose-folder': () => '/home/ada/Backups',
    'place.inspect-folder': ({ folder }) =>
      folder.startsWith('/')
        ? {
            folder,
            usable: true,
            reason: '',
            freeBytes: 446_000_000_000,
            warnings: folder.includes('Dropbox') ? ['This folder is synced to a cloud: copies would leave this computer.'] : [],
            backupsFound: 0,
          }
        : { folder, usable: false, reason: 'An absolute path is needed.', freeBytes: null, warnings: [], backupsFound: 0 },
    'place.set-folder': ({ folder }) => {
      const place = { ...PLACE, folder };
      world.info = { ...world.info, place };
      return place;
    },
    'server.list': () => world.fleet.servers,
    'server.import-candidates': () => [
      {
        alias: 'shop',
        address: 'shop.example',
        port: 22,
        user: 'deploy',
        identityFile: '/home/ada/.ssh/id_ed25519',
        jumpAlias: null,
        notes: [],
      },
      {
        alias: 'inner',
        address: '10.0.0.7',
        port: 2222,
        user: null,
        identityFile: null,
        jumpAlias: 'shop',
        notes: ['ProxyCommand is not taken over.'],
      },
    ],
    'server.choose-key-file': () => '/home/ada/.ssh/id_ed25519',
    'server.add': (draft) => {
      const server = fromDraft(draft, serverId(50));
      world.fleet = { ...world.fleet, servers: [...world.fleet.servers, server] };
      return server;
    },
    'server.edit': ({ serverId: id, draft }) => ({ ...fromDraft(draft, id), hostKey: serverById(id).hostKey }),
    'server.remove': ({ serverId: id }) => {
      world.fleet = { ...world.fleet, servers: world.fleet.servers.filter((server) => server.id !== id) };
    },
    'server.ask-host-key': () => ({
      hostKey: { type: 'ssh-ed25519', fingerprint: FINGERPRINT, key: 'AAAAC3NzaC1lZDI1NTE5' },
      answeredInMs: 312,
      knownHosts: 'unknown',
      consoleCommand: 'ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub',
    }),
    'server.pin-host-key': ({ serverId: id, fingerprint }) => {
      const server: Server = {
        ...serverById(id),
        hostKey: { type: 'ssh-ed25519', fingerprint, key: 'AAAAC3NzaC1lZDI1NTE5', pinnedAt: new Date(NOW).toISOString() },
      };
      world.fleet = { ...world.fleet, servers: world.fleet.servers.map((known) => (known.id === id ? server : known)) };
      return server;
    },
    'server.check': () => ({
      checkedAt: new Date(NOW).toISOString(),
      connectedInMs: 312,
      rows: [
        { id: 'dump-tool', label: 'Dump tool', found: 'mariadb-dump 10.11.14', verdict: 'ok', why: '' },
        { id: 'disk', label: 'Room on the server', found: '18.2 of 40 GB free', verdict: 'ok', why: '' },
        {
          id: 'zstd',
          label: 'zstd',
          found: 'not found',
          verdict: 'attention',
          why: 'Dumps are packed with gzip instead, which takes longer.',
        },
      ],
      abilities: {
        dumpTool: { path: '/usr/bin/mariadb-dump', flavour: 'mariadb', version: '10.11.14' },
        compressions: ['gzip', 'none'],
        tar: 'gnu',
        sha256: 'sha256sum',
        findPrintf: true,
      },
      programs: ['preflight.sh'],
    }),
    'site.detect': ({ root }) => [
      {
        root: root ?? '/var/www/aurora',
        profile: 'laravel',
        framework: 'Laravel 11.31',
        url: 'https://aurora-market.example',
        name: 'aurora-market.example',
        databases: [
          {
            database: 'aurora_shop',
            address: { host: '127.0.0.1', port: 3306, socket: null },
            user: 'shop',
            access: { from: 'site-env', envFile: '/var/www/aurora/.env' },
          },
        ],
        notes: [],
      },
    ],
    'site.add': (draft) => {
      const site = {
        id: siteId(60),
        serverId: draft.serverId,
        name: draft.name,
        root: draft.root,
        profile: draft.profile,
        url: draft.url,
        framework: draft.framework,
        createdAt: ago(0),
      };
      world.fleet = {
        ...world.fleet,
        sites: [
          ...world.fleet.sites,
          makeStatus(site, {
            server: serverById(draft.serverId),
            sources: draft.databases.map((database, index) => sourceOf(database, siteId(60), 60 + index)),
          }),
        ],
      };
      return site;
    },
    'site.edit': ({ siteId: id, ...change }) => {
      const site = { ...statusOf(id).site, ...change };
      world.fleet = { ...world.fleet, sites: world.fleet.sites.map((status) => (status.site.id === id ? { ...status, site } : status)) };
      return site;
    },
    'site.remove': ({ siteId: id }) => {
      world.fleet = { ...world.fleet, sites: world.fleet.sites.filter(({ site }) => site.id !== id) };
    },
    'source.add': ({ siteId: id, draft }) => {
      const source = sourceOf(draft, id, 70);
      world.fleet = {
        ...world.fleet,
        sites: world.fleet.sites.map((status) => (status.site.id === id ? { ...status, sources: [...status.sources, source] } : status)),
      };
      return source;
    },
    'source.edit': ({ sourceId: id, draft }) => ({ ...sourceOf(draft, siteOfSource(world, id), 0), id }),
    'source.remove': ({ sourceId: id }) => {
      world.fleet = {
        ...world.fleet,
        sites: world.fleet.sites.map((status) => ({ ...status, sources: status.sources.filter((source) => source.id !== id) })),
      };
    },
    'source.check': () => ({
      serverVersion: '10.11.14-MariaDB',
      tables: 64,
      approximateRows: 1_902_418,
      approximateBytes: 820_000_000,
      missing: ['3 triggers'],
      grantStatement: "GRANT TRIGGER ON `aurora_shop`.* TO 'shop'@'127.0.0.1';",
    }),
    'fleet.status': () => world.fleet,
    'site.status': ({ siteId: id }) => statusOf(id),
    'backup.start': ({ siteId: id, label }) => {
      const { site } = statusOf(id);
      return newJob({
        title: label === null ? `Back up ${site.name}` : `Checkpoint of ${site.name}: ${label}`,
        siteId: site.id,
        serverId: site.serverId,
      });
    },
    'backup.verify': ({ backupId: id }) => newJob({ kind: 'verify', title: 'Verify a backup', backupId: id }),
    'backup.reveal': () => undefined,
    'job.list': () => [...world.jobs],
    'job.log': ({ jobId: id }) => world.logs[id] ?? (jobById(id), ''),
    'job.cancel': ({ jobId: id }) => {
      world.jobs = world.jobs.map((job) => (job.id === id && isActive(job.state) ? { ...job, cancelRequested: true } : job));
    },
    'job.again': ({ jobId: id }) =>
      newJob({ ...jobById(id), id: jobId((next += 1)), state: 'queued', problem: null, progress: null, endedAt: null, startedAt: null }),
    'job.pause': ({ jobId: id }) => {
      world.jobs = world.jobs.map((job) => (job.id === id && isActive(job.state) ? { ...job, state: 'paused' as const } : job));
    },
    'catalog.rebuild': () => newJob({ kind: 'catalog-rebuild', title: 'Rebuild the catalog' }),
  };
}

function fromDraft(draft: ServerDraft, id: Server['id']): Server {
  const { secret: _secret, ...rest } = draft;
  return { id, ...rest, hostKey: null, createdAt: new Date(NOW).toISOString() };
}

function sourceOf(draft: DatabaseDraft, site: Source['siteId'], n: number): Source {
  const { password: _password, ...rest } = draft;
  return { id: sourceId(n), siteId: site, kind: 'database', ...rest };
}
