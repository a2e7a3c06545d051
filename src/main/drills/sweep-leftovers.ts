import type { ServerConnections } from '../servers/ssh/remote-shell.ts';
import type { Logger } from '../support/logger.ts';
import type { SecretStore } from '../support/secret-store.ts';
import { removeScratchFolder } from './scratch-folder.ts';
import type { ScratchRecords } from './scratch-records.ts';
import { dropLeftSchemas } from './server-scratch.ts';

/** Ends servers and deletes folders of this computer that drills left which were killed. Never throws: what stays is tried again. */
export async function sweepFolders(records: ScratchRecords, logger: Logger): Promise<void> {
  for (const record of await listed(records, logger)) {
    if (record.kind !== 'folder') continue;
    try {
      await removeScratchFolder(record);
      await records.forget(record.id);
      logger.info('drill.leftover-removed', { folder: record.folder });
    } catch (cause) {
      logger.warn('drill.leftover-stays', { folder: record.folder, cause });
    }
  }
}

/** Drops schemas that killed drills left on servers that can be reached. Never throws but for the reason of the signal. */
export async function sweepSchemas({ records, connections, secrets, logger }: SweepOptions, signal: AbortSignal): Promise<void> {
  for (const record of await listed(records, logger)) {
    if (record.kind !== 'schemas') continue;
    const { serverId, schemas } = record;
    try {
      const password = await secrets.get(`drill:${record.siteId}`);
      if (password === null) continue;
      await dropLeftSchemas(connections, record, password, signal);
      await records.forget(record.id);
      logger.info('drill.leftover-removed', { serverId, schemas: schemas.join(', ') });
    } catch (cause) {
      signal.throwIfAborted();
      logger.warn('drill.leftover-stays', { serverId, schemas: schemas.join(', '), cause });
    }
  }
}

export interface SweepOptions {
  readonly records: ScratchRecords;
  readonly connections: ServerConnections;
  readonly secrets: SecretStore;
  readonly logger: Logger;
}

async function listed(records: ScratchRecords, logger: Logger) {
  try {
    return await records.leftovers();
  } catch (cause) {
    logger.warn('drill.leftovers-not-read', { cause });
    return [];
  }
}
