import { randomUUID } from 'node:crypto';
import { createReadStream, mkdirSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  captureMedia,
  type CapturedMedia,
  type MediaRequest,
  type MediaTools,
  type PreviousMedia,
} from '../../../../src/main/capture/media/capture-media.ts';
import type { ListedFile } from '../../../../src/main/archive/file-list.ts';
import { loadFileList } from '../../../../src/main/archive/read-file-list.ts';
import type { JobContext } from '../../../../src/main/jobs/job-context.ts';
import { openDraft } from '../../../../src/main/places/backup-draft.ts';
import { systemClock } from '../../../../src/main/support/clock.ts';
import type { BackupId } from '../../../../src/shared/model/ids.ts';
import type { Server } from '../../../../src/shared/model/server.ts';
import type { Site } from '../../../../src/shared/model/site.ts';
import type { MediaSource } from '../../../../src/shared/model/source.ts';
import { startSshd, type Sshd, type SshdOptions } from '../../../lab/sshd.ts';
import { linkTo, serverFor } from '../../servers/lab-servers.ts';

export interface Captured extends CapturedMedia {
  /** Absolute path of the archive. */
  readonly archive: string;
  /** Absolute path of the list of files. */
  readonly listFile: string;
  readonly list: readonly ListedFile[];
  readonly log: readonly string[];
  readonly previous: PreviousMedia;
}

export interface MediaCaptureOptions {
  readonly kind?: MediaRequest['kind'];
  readonly previous?: PreviousMedia | null;
  readonly pause?: MediaTools['pause'];
  readonly onBytes?: (bytes: number) => void;
  readonly signal?: AbortSignal;
}

/** An sshd with a site folder, a place for artifacts and all that is needed to capture media, again and again. */
export interface MediaLab extends AsyncDisposable {
  readonly sshd: Sshd;
  readonly root: string;
  readonly site: Site;
  /** `storage/app`, made. */
  readonly media: string;
  capture(source?: Partial<MediaSource>, options?: MediaCaptureOptions): Promise<Captured>;
}

export async function startMediaLab(
  options: SshdOptions | Sshd = {},
  change: (server: Server) => Server = (server) => server,
): Promise<MediaLab> {
  const sshd = 'pid' in options ? options : await startSshd(options);
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-media-'));
  const server = change(serverFor(sshd));
  const linked = linkTo([server]);
  const root = join(sshd.home, "shop 'one'");
  const media = join(root, 'storage/app');
  mkdirSync(media, { recursive: true });
  const site: Site = {
    id: randomUUID() as Site['id'],
    serverId: server.id,
    name: 'shop',
    root,
    profile: 'laravel',
    url: null,
    framework: null,
    createdAt: new Date().toISOString(),
  };
  const base: MediaSource = {
    id: randomUUID() as MediaSource['id'],
    siteId: site.id,
    kind: 'media',
    folders: ['storage/app'],
    excludes: [],
    symlinks: 'keep',
    compression: null,
  };

  async function capture(
    source: Partial<MediaSource> = {},
    { kind = 'full', previous = null, pause, onBytes, signal }: MediaCaptureOptions = {},
  ) {
    const backupId = randomUUID() as BackupId;
    const partial = join(folder, backupId);
    mkdirSync(partial);
    const draft = openDraft({
      partial,
      final: join(folder, `${backupId}-final`),
      ownerFile: join(folder, `${backupId}-owner`),
      madeSiteFolder: false,
    });
    const log: string[] = [];
    const job: JobContext = {
      jobId: randomUUID(),
      signal: signal ?? new AbortController().signal,
      step: (title) => void log.push(title),
      advance: (bytes) => onBytes?.(bytes),
      log: (line) => void log.push(line),
    };
    try {
      const { artifact, warnings } = await captureMedia(
        { connections: linked.links, serverId: server.id, draft, clock: systemClock, ...(pause === undefined ? {} : { pause }) },
        { site, source: { ...base, ...source }, kind, previous, backupId, takenFiles: [], expectedBytes: () => null },
        job,
      );
      const list = await loadFileList(createReadStream(join(partial, artifact.fileList.file)));
      if ((await readdir(partial)).length !== 2) throw new Error('more than the archive and its list was left');
      return {
        artifact,
        warnings,
        archive: join(partial, artifact.file),
        listFile: join(partial, artifact.fileList.file),
        list,
        log,
        previous: { artifact, backupId, list },
      };
    } catch (error) {
      await draft.discard();
      throw error;
    }
  }

  return {
    sshd,
    root,
    site,
    media,
    capture,
    async [Symbol.asyncDispose]() {
      await linked[Symbol.asyncDispose]();
      await sshd.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
