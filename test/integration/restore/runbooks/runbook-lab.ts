import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chownSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { JobContext } from '../../../../src/main/jobs/job-context.ts';
import type { SiteWork } from '../../../../src/main/restore/runbooks/site-work.ts';
import type { RestoreStep, RestoreTarget, StepContext } from '../../../../src/main/restore/step.ts';
import type { ServerConnections } from '../../../../src/main/servers/ssh/remote-shell.ts';
import { systemClock } from '../../../../src/main/support/clock.ts';
import type { Profile, Site } from '../../../../src/shared/model/site.ts';
import { DEFAULT_SITE_RECOVERY, type SiteRecovery } from '../../../../src/shared/model/site-recovery.ts';
import type { DatabaseSource, MediaSource, Source } from '../../../../src/shared/model/source.ts';
import { isRoot } from '../../../lab/accounts.ts';
import { startChild } from '../../../lab/children.ts';
import { startLab, type Lab, type LabOptions } from '../../../lab/lab.ts';
import { findFreePort, needTool, waitFor } from '../../../lab/tools.ts';
import { linkTo, memorySecrets, serverFor } from '../../servers/lab-servers.ts';

export interface RunbookLab extends AsyncDisposable {
  readonly lab: Lab;
  readonly target: RestoreTarget;
  readonly connections: ServerConnections;
  /** On this computer, for evidence; gone with the lab. */
  readonly scratch: string;
  /** Address at which PHP's own web server shows the site; APP_URL says it, too. */
  readonly url: string;
  workFor(change?: Partial<Omit<SiteWork, 'recovery'>>, recovery?: Partial<SiteRecovery>): SiteWork;
  /** What the site's own artisan answers, run by its account beside everything Holdfast does. */
  artisan(...words: readonly string[]): string;
  /** A file of the site, owned by its account. */
  put(path: string, content: string, mode?: number): string;
  read(path: string): string;
  has(path: string): boolean;
}

/** The practice site behind an sshd, and shown by a web server. */
export async function startRunbookLab(options: LabOptions = {}): Promise<RunbookLab> {
  await using parts = new AsyncDisposableStack();
  const lab = parts.use(await startLab({ ...options, site: { media: false, ...options.site } }));
  const { root } = lab.site;
  const { account } = lab.sshd;
  const scratch = await mkdtemp(join(tmpdir(), 'holdfast-runbooks-'));
  parts.defer(() => rm(scratch, { recursive: true, force: true }));
  const port = await findFreePort();
  const url = `http://127.0.0.1:${port}`;
  writeFileSync(lab.site.envFile, readFileSync(lab.site.envFile, 'utf8').replace(/^APP_URL=.*$/m, `APP_URL=${url}`));
  const child = await startChild({
    what: 'web server of the practice site',
    command: await needTool('php'),
    args: ['-S', `127.0.0.1:${port}`, '-t', join(root, 'public'), join(root, 'public/index.php')],
    logFile: join(scratch, 'web.log'),
    folder: scratch,
    ...(isRoot() ? { uid: account.uid, gid: account.gid } : {}),
  });
  parts.defer(() => child.end('SIGTERM', 2_000));
  await waitFor('the web server', 5_000, async () =>
    fetch(url).then(
      ({ status }) => status,
      () => undefined,
    ),
  );

  const server = serverFor(lab.sshd);
  const link = parts.use(linkTo([server]));
  const site = siteOf(root, server.id, 'laravel');
  const target: RestoreTarget = { site, server, sources: sourcesOf(lab, site) };
  const owned = parts.move();

  const asAccount = isRoot() ? { uid: account.uid, gid: account.gid } : {};
  return {
    lab,
    target,
    connections: link.links,
    scratch,
    url,
    workFor: (change = {}, recovery = {}) => ({
      restoreId: randomUUID() as SiteWork['restoreId'],
      site,
      runbook: 'data',
      maintenance: true,
      migrate: false,
      paused: null,
      evidenceFolder: join(scratch, 'evidence'),
      situation: null,
      programs: null,
      pause: async () => {},
      ...change,
      recovery: { ...DEFAULT_SITE_RECOVERY, ...recovery },
    }),
    artisan: (...words) =>
      execFileSync('php', ['artisan', ...words], { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], ...asAccount }),
    put(path, content, mode = 0o644) {
      const whole = join(root, path);
      mkdirSync(dirname(whole), { recursive: true });
      writeFileSync(whole, content, { mode });
      if (isRoot()) chownSync(whole, account.uid, account.gid);
      return whole;
    },
    read: (path) => readFileSync(join(root, path), 'utf8'),
    has: (path) => existsSync(join(root, path)),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

function siteOf(root: string, serverId: Site['serverId'], profile: Profile): Site {
  return {
    id: randomUUID() as Site['id'],
    serverId,
    name: 'aurora-market',
    root,
    profile,
    url: null,
    framework: null,
    createdAt: new Date().toISOString(),
  };
}

function sourcesOf({ mariadb, site: practice }: Lab, site: Site): readonly Source[] {
  const database: DatabaseSource = {
    id: randomUUID() as DatabaseSource['id'],
    siteId: site.id,
    kind: 'database',
    database: practice.database,
    address: { host: mariadb.host, port: mariadb.port, socket: null },
    user: practice.user.name,
    access: { from: 'site-env', envFile: '.env' },
  };
  const media: MediaSource = {
    id: randomUUID() as MediaSource['id'],
    siteId: site.id,
    kind: 'media',
    folders: ['storage/app/public'],
    excludes: [],
    symlinks: 'keep',
    compression: null,
  };
  return [database, media];
}

/** The journal of one restore: what its steps wrote down, and what they said. */
export interface SiteJournal {
  readonly memos: Map<string, string>;
  readonly said: string[];
  text(): string;
  run(step: RestoreStep | null, options?: JournalOptions): Promise<string | void>;
  undo(step: RestoreStep | null, options?: JournalOptions): Promise<void>;
  memoOf(stepId: string): unknown;
}

export interface JournalOptions {
  readonly signal?: AbortSignal;
  readonly connections?: ServerConnections;
  readonly confirm?: () => Promise<void>;
  readonly target?: RestoreTarget;
  readonly onMemo?: (memo: unknown) => void;
}

export function siteJournal(lab: RunbookLab, memos: Map<string, string> = new Map()): SiteJournal {
  const said: string[] = [];
  const memoOf = (stepId: string): unknown => (memos.has(stepId) ? JSON.parse(memos.get(stepId) ?? '') : undefined);
  function context(step: RestoreStep, options: JournalOptions = {}): StepContext {
    const job: JobContext = {
      jobId: randomUUID(),
      signal: options.signal ?? new AbortController().signal,
      step: () => {},
      advance: () => {},
      log: (line) => void said.push(line),
    };
    return {
      job,
      restore: {} as StepContext['restore'],
      target: options.target ?? lab.target,
      connections: options.connections ?? lab.connections,
      secrets: memorySecrets(),
      clock: systemClock,
      memo: () => memoOf(step.plan.id),
      memoOf,
      keepMemo(memo) {
        memos.set(step.plan.id, JSON.stringify(memo));
        options.onMemo?.(memo);
      },
      say: (line) => void said.push(line),
      confirmTarget: options.confirm ?? (() => Promise.resolve()),
    };
  }
  return {
    memos,
    said,
    memoOf,
    text: () => said.join('\n'),
    run: async (step, options) => step?.run(context(step, options)),
    undo: async (step, options) => step?.undo?.(context(step, options)),
  };
}

/** What a visitor is answered. */
export async function visit(url: string, cookie?: string): Promise<Response> {
  return fetch(url, { redirect: 'manual', ...(cookie === undefined ? {} : { headers: { cookie } }) });
}
