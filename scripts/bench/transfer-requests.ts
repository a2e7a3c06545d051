import type { Manifest } from '../../src/shared/model/manifest.ts';
import type { S3Place, ThisComputerPlace } from '../../src/shared/model/place.ts';
import type { Server } from '../../src/shared/model/server.ts';

/** What one-transfer.ts is to do, as JSON on its standard input. */
export type TransferRequest =
  | { readonly kind: 'pull'; readonly server: Server; readonly path: string; readonly target: string; readonly askForDigest: boolean }
  | {
      readonly kind: 'push';
      readonly home: ThisComputerPlace;
      readonly manifest: Manifest;
      readonly location: string;
      readonly place: S3Place;
      readonly secret: string;
    };

/** What it answers, as JSON on its standard output. */
export interface TransferAnswer {
  readonly seconds: number;
  /** Of its process, in bytes. */
  readonly peakRss: number;
}
