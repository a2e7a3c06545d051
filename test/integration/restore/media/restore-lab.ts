import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { copyFileSync, mkdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { JobContext } from '../../../../src/main/jobs/job-context.ts';
import type { CopyStore } from '../../../../src/main/places/copy-store.ts';
import { claimFolder } from '../../../../src/main/places/claim-folder.ts';
import { openFolderStore } from '../../../../src/main/places/folder/folder-store.ts';
import type { Unit } from '../../../../src/main/restore/media/layout.ts';
import { unitsInMemo } from '../../../../src/main/restore/media/unit-memo.ts';
import { mediaSteps } from '../../../../src/main/restore/media/media-steps.ts';
import type { MediaCopy, MediaWork } from '../../../../src/main/restore/media/media-work.ts';
import type { RestoreStep, StepContext } from '../../../../src/main/restore/step.ts';
import type { ServerConnections } from '../../../../src/main/servers/ssh/remote-shell.ts';
import { systemClock } from '../../../../src/main/support/clock.ts';
import type { MediaChoice } from '../../../../src/shared/model/restore.ts';
import type { MediaSource } from '../../../../src/shared/model/source.ts';
import type { Server } from '../../../../src/shared/model/server.ts';
import type { SshdOptions } from '../../../lab/sshd.ts';
import { startMediaLab, type Captured, type MediaLab } from '../../capture/media/media-lab.ts';
import { hashTruth, readTruth, type TrueEntry } from '../../capture/media/media-truth.ts';
import { linkTo, memorySecrets, serverFor } from '../../servers/lab-servers.ts';

/** What lies on the server, down to the last byte. */
export interface Snapshot {
  readonly entries: ReadonlyMap<string, TrueEntry>;
  readonly hashes: ReadonlyMap<string, string>;
}

export interface RestoreLab extends AsyncDisposable {
  readonly media: MediaLab;
  readonly server: Server;
  readonly connections: ServerConnections;
  /** A backup of the site as it is now, going on from the one before unless it is to be a full. Its copy lies in a place. */
  backUp(source?: Partial<MediaSource>, kind?: 'full' | 'incremental'): Promise<Captured>;
  /** Every file belongs to the account of the server. Call it after a change to the site. */
  settle(): void;
  snapshot(folder?: string): Snapshot;
  workFor(captured: Captured, choice?: Partial<MediaChoice>, change?: Partial<MediaWork>): MediaWork;
  /** The place the copies lie in; a second one holds the same. */
  readonly copies: { readonly first: CopyStore; readonly second: CopyStore };
  locationOf(captured: Captured, place: 'first' | 'second'): string;
}

export async function startRestoreLab(
  options: SshdOptions = {},
  change: (server: Server) => Server = (server) => server,
): Promise<RestoreLab> {
  const media = await startMediaLab(options);
  const server = change(serverFor(media.sshd));
  const linked = linkTo([server]);
  const scratch = await mkdtemp(join(tmpdir(), 'holdfast-restore-'));
  const [first, second] = await Promise.all(['first', 'second'].map((name) => claimFolder(join(scratch, name), systemClock)));
  const stores = { first: openFolderStore(first!), second: openFolderStore(second!) };
  const made: { readonly captured: Captured; readonly source: Partial<MediaSource> }[] = [];

  function locationOf(captured: Captured, place: 'first' | 'second'): string {
    return join(scratch, place, 'shop', captured.previous.backupId);
  }

  return {
    media,
    server,
    connections: linked.links,
    copies: stores,
    locationOf,
    async backUp(source = {}, kind = 'incremental') {
      const previous = kind === 'full' ? null : (made.at(-1)?.captured.previous ?? null);
      const captured = await media.capture(source, { kind, previous });
      for (const place of ['first', 'second'] as const) {
        const location = locationOf(captured, place);
        mkdirSync(location, { recursive: true });
        for (const file of [captured.archive, captured.listFile]) copyFileSync(file, join(location, basename(file)));
      }
      made.push({ captured, source });
      return captured;
    },
    settle: () => void execFileSync('chown', ['-hR', `${media.sshd.account.uid}:${media.sshd.account.gid}`, media.root]),
    snapshot(folder = 'storage/app') {
      const entries = new Map([...readTruth(media.root, folder)].filter(([, { type }]) => type !== 'other'));
      return { entries, hashes: hashTruth(media.root, entries) };
    },
    workFor(captured, choice = {}, changes = {}) {
      const links = captured.artifact.chain.map((backupId) => {
        const link = made.find((each) => each.captured.previous.backupId === backupId)!;
        const copies = (['first', 'second'] as const).map((place): MediaCopy => ({
          store: stores[place],
          location: locationOf(link.captured, place),
        }));
        return { artifact: link.captured.artifact, copies };
      });
      const source = made.find((each) => each.captured === captured)?.source ?? {};
      return {
        restoreId: randomUUID() as MediaWork['restoreId'],
        choice: { artifactId: captured.artifact.id, mode: 'whole', compareBy: 'time', paths: [], ...choice },
        artifact: captured.artifact,
        source: { excludes: source.excludes ?? [], symlinks: source.symlinks ?? 'keep' },
        links,
        pause: async () => {},
        ...changes,
      };
    },
    async [Symbol.asyncDispose]() {
      await linked[Symbol.asyncDispose]();
      await media[Symbol.asyncDispose]();
      await rm(scratch, { recursive: true, force: true });
    },
  };
}

/** The journal of one restore: what its steps wrote down, and what they said. */
export interface Journal {
  readonly memos: Map<string, string>;
  readonly said: string[];
  readonly steps: ReturnType<typeof mediaSteps>;
  context(step: RestoreStep, options?: ContextOptions): StepContext;
  run(step: 'unpack' | 'compare' | 'switch', options?: ContextOptions): Promise<string | void>;
  undo(step: 'unpack' | 'switch', options?: ContextOptions): Promise<void>;
}

export interface ContextOptions {
  readonly signal?: AbortSignal;
  readonly connections?: ServerConnections;
  readonly confirm?: () => Promise<void>;
  readonly onBytes?: (bytes: number) => void;
  readonly onStep?: (title: string) => void;
}

export function journalOf(lab: RestoreLab, work: MediaWork, memos: Map<string, string> = new Map()): Journal {
  const steps = mediaSteps(work, lab.media.root);
  const said: string[] = [];
  const memoOf = (stepId: string): unknown => (memos.has(stepId) ? JSON.parse(memos.get(stepId) ?? '') : undefined);
  function context(step: RestoreStep, { signal, connections, confirm, onBytes, onStep }: ContextOptions = {}): StepContext {
    const job: JobContext = {
      jobId: randomUUID(),
      signal: signal ?? new AbortController().signal,
      step: (title) => onStep?.(title),
      advance: (bytes) => onBytes?.(bytes),
      log: (line) => void said.push(line),
    };
    return {
      job,
      restore: { id: work.restoreId } as StepContext['restore'],
      target: { site: lab.media.site, server: lab.server, sources: [] },
      connections: connections ?? lab.connections,
      secrets: memorySecrets(),
      clock: systemClock,
      memo: () => memoOf(step.plan.id),
      memoOf,
      keepMemo: (memo) => void memos.set(step.plan.id, JSON.stringify(memo)),
      say: (line) => void said.push(line),
      confirmTarget: confirm ?? (() => Promise.resolve()),
    };
  }
  return {
    memos,
    said,
    steps,
    context,
    run: (step, options) => steps[step].run(context(steps[step], options)),
    undo: async (step, options) => steps[step].undo?.(context(steps[step], options)),
  };
}

/** Where the first folder of the work lies. */
export function unitOf({ memos, steps }: Journal): Unit {
  const unit = unitsInMemo(JSON.parse(memos.get(steps.unpack.plan.id) ?? 'null'))?.[0];
  if (unit === undefined) throw new Error('nothing was unpacked yet');
  return unit;
}

/** All warnings but the one about endings: the photos of the lab are noise. */
export async function runAll(journal: Journal): Promise<readonly string[]> {
  const warnings = [await journal.run('unpack'), await journal.run('compare'), await journal.run('switch')];
  return warnings.filter((warning) => typeof warning === 'string').filter((warning) => !warning.includes('begin otherwise'));
}

/** Not every tar keeps parts of a second. */
export function toTheSecond({ entries, hashes }: Snapshot): Snapshot {
  return {
    entries: new Map([...entries].map(([key, entry]) => [key, { ...entry, mtimeNs: (entry.mtimeNs / 1_000_000_000n) * 1_000_000_000n }])),
    hashes,
  };
}
