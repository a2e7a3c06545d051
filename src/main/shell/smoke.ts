import { getCiphers } from 'node:crypto';
import * as zlib from 'node:zlib';
import type { Logger } from '../support/logger.ts';

/**
 * One line at every start with what this runtime really has. Electron's crypto is not Node's, and an older one lacks zstd: a log from a
 * customer answers that question before it is asked.
 */
export function logRuntime(logger: Logger, version: string): void {
  const { electron, chrome, node, v8, openssl } = process.versions;
  logger.info('app.started', {
    version,
    platform: `${process.platform}-${process.arch}`,
    system: process.getSystemVersion(),
    electron,
    chrome,
    node,
    v8,
    openssl,
    ciphers: getCiphers().length,
    zstd: typeof zlib.createZstdCompress === 'function',
  });
}
