import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { captureBackup, type BackupRequest, type CapturedBackup } from '../../../src/main/capture/capture-backup.ts';
import type { JobContext } from '../../../src/main/jobs/job-context.ts';
import { writeMarker } from '../../../src/main/places/place-marker.ts';
import { openThisComputer } from '../../../src/main/places/this-computer.ts';
import { systemClock } from '../../../src/main/support/clock.ts';
import type { ThisComputerPlace } from '../../../src/shared/model/place.ts';
import type { Site } from '../../../src/shared/model/site.ts';
import type { DatabaseSource } from '../../../src/shared/model/source.ts';
import { startLab, type Lab, type LabOptions } from '../../lab/lab.ts';
import { waitFor } from '../../lab/tools.ts';
import { linkTo, memorySecrets, serverFor } from '../servers/lab-servers.ts';

export interface CaptureOptions {
  readonly signal?: AbortSignal;
  readonly onBytes?: (bytes: number) => void;
}

/** A lab, a place and everything needed to capture the practice site, again and again. */
export interface CaptureLab extends AsyncDisposable {
  readonly lab: Lab;
  readonly place: ThisComputerPlace;
  readonly site: Site;
  readonly source: DatabaseSource;
  /** What the last capture wrote to its log. */
  readonly log: string[];
  /** With these secrets in the secret store. */
  captureWith(secrets: Readonly<Record<string, string>>, change: Partial<BackupRequest>): Promise<CapturedBackup>;
  capture(change?: Partial<BackupRequest>, options?: CaptureOptions): Promise<CapturedBackup>;
  /** Everything that lies in the place but its marker: nothing after a failed capture. */
  leftovers(): Promise<string[]>;
  /** Resolves when the server runs nothing any more. */
  serverIsQuiet(): Promise<void>;
}

export async function startCaptureLab(options: LabOptions = {}, placeFolder?: string): Promise<CaptureLab> {
  const lab = await startLab({ ...options, site: { media: false, ...options.site } });
  const folder = placeFolder ?? (await mkdtemp(join(tmpdir(), 'holdfast-place-')));
  const place: ThisComputerPlace = {
    id: await writeMarker(folder, systemClock),
    kind: 'this-computer',
    name: 'This computer',
    offsite: true,
    folder,
  };
  const server = serverFor(lab.sshd);
  const linked = linkTo([server]);
  const site: Site = {
    id: randomUUID() as Site['id'],
    serverId: server.id,
    name: 'aurora-market',
    root: lab.site.root,
    profile: 'laravel',
    url: null,
    framework: null,
    createdAt: new Date().toISOString(),
  };
  const source: DatabaseSource = {
    id: randomUUID() as DatabaseSource['id'],
    siteId: site.id,
    kind: 'database',
    database: lab.site.database,
    address: { host: lab.mariadb.host, port: lab.mariadb.port, socket: null },
    user: lab.site.user.name,
    access: { from: 'site-env', envFile: '.env' },
  };
  const log: string[] = [];

  const run = async (secrets: Readonly<Record<string, string>>, change: Partial<BackupRequest>, { signal, onBytes }: CaptureOptions) => {
    log.length = 0;
    const job: JobContext = {
      jobId: randomUUID(),
      signal: signal ?? new AbortController().signal,
      step: (title) => void log.push(title),
      advance: (bytes) => onBytes?.(bytes),
      log: (line) => void log.push(line),
    };
    const request: BackupRequest = {
      site,
      server,
      sources: [source],
      kind: 'full',
      compression: null,
      label: null,
      trigger: 'manual',
      appVersion: '0.0.0',
      expectedBytes: () => null,
      chooseMedia: () => Promise.resolve({ kind: 'full' }),
      previousConfig: () => null,
      recipient: () => Promise.reject(new Error('nothing is sealed here')),
      ...change,
    };
    const tools = { connections: linked.links, secrets: memorySecrets(secrets), clock: systemClock, keeper: openThisComputer(place) };
    return captureBackup(request, tools, job);
  };

  return {
    lab,
    place,
    site,
    source,
    log,
    capture: (change = {}, options_ = {}) => run({}, change, options_),
    captureWith: (secrets, change) => run(secrets, change, {}),
    leftovers: async () => (await readdir(folder, { recursive: true })).filter((name) => !name.endsWith('.holdfast-place.json')),
    serverIsQuiet: () =>
      waitFor('the server to run nothing for Holdfast', 8_000, async () =>
        lab.sshd.remoteProcesses().length === 0 ? true : undefined,
      ).then(() => {}),
    async [Symbol.asyncDispose]() {
      await linked[Symbol.asyncDispose]();
      await lab.stop();
      if (placeFolder === undefined) await rm(folder, { recursive: true, force: true });
    },
  };
}
