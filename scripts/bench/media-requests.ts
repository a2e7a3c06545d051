import type { MediaArtifact } from '../../src/shared/model/artifact.ts';
import type { BackupId } from '../../src/shared/model/ids.ts';
import type { Server } from '../../src/shared/model/server.ts';

/** What one-media-capture.ts is asked. */
export interface MediaCaptureRequest {
  readonly server: Server;
  /** The site's root on the server; its files lie in `storage/app`. */
  readonly root: string;
  /** Where the artifacts go; must be there. */
  readonly folder: string;
  /** For an incremental: what the last one answered. */
  readonly previous: MediaCaptureAnswer | null;
}

export interface MediaCaptureAnswer {
  readonly seconds: number;
  /** Of the process, in bytes. */
  readonly peakRss: number;
  readonly artifact: MediaArtifact;
  readonly backupId: BackupId;
  /** Absolute path of the list of files. */
  readonly list: string;
}
