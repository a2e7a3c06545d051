import { benchPull } from './pull.ts';
import { benchPush } from './push.ts';

export interface TransferBenchOptions {
  readonly rounds: number;
  /** Size of what is pulled on a line without distance, in MB (10^6 bytes). Default: 1000. */
  readonly megabytes?: number;
  /** The same over a round trip of 100 ms. Default: 1000. */
  readonly farMegabytes?: number;
  /** Size of what is pushed; the S3 server keeps it in memory. Default: 256. */
  readonly pushMegabytes?: number;
}

/** Pull against `sftp get`, near and far; push to S3 against `rclone copyto`. */
export async function benchTransfers(options: TransferBenchOptions): Promise<void> {
  const { rounds, megabytes = 1000, farMegabytes = 1000, pushMegabytes = 256 } = options;
  await benchPull({ megabytes, farMegabytes, rounds });
  await benchPush({ megabytes: pushMegabytes, rounds });
}
