import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { ServerId, SiteId } from '../../shared/model/ids.ts';
import { DatabaseAddress } from '../../shared/model/source.ts';
import { errnoOf, PRIVATE_FOLDER_MODE, replaceFile, syncFolder } from '../support/durable-files.ts';

const Id = z.string().regex(/^[0-9a-f]{12}$/);

/** Something a drill made that must not outlive it. */
const ScratchRecord = z.discriminatedUnion('kind', [
  /** A folder of this computer, with a private database server in it where the drill has one. */
  z.object({ kind: z.literal('folder'), id: Id, folder: z.string() }),
  /** Schemas on a server. */
  z.object({
    kind: z.literal('schemas'),
    id: Id,
    siteId: SiteId,
    serverId: ServerId,
    address: DatabaseAddress,
    user: z.string(),
    schemas: z.array(z.string()),
  }),
]);
export type ScratchRecord = z.infer<typeof ScratchRecord>;
export type SchemasRecord = Extract<ScratchRecord, { kind: 'schemas' }>;
export type FolderRecord = Extract<ScratchRecord, { kind: 'folder' }>;

/** What drills of this process are using now: written down, and no leftover. */
const inUse = new Set<string>();

/** Notes in the data folder on what drills have made, each written before the thing is made and deleted when it is gone. */
export interface ScratchRecords {
  /** Durable when it returns; from now on in use by this process. */
  put(record: ScratchRecord): Promise<void>;
  /** The thing is gone. */
  forget(id: string): Promise<void>;
  /** The thing could not be removed: it is a leftover from now on. */
  abandon(id: string): void;
  /** What no drill uses any more. A note that cannot be read is left where it is. */
  leftovers(): Promise<readonly ScratchRecord[]>;
}

/** `home`: the data folder, which this process has for itself. */
export function scratchRecordsIn(home: string): ScratchRecords {
  const folder = join(home, 'drill-scratch');
  const fileOf = (id: string): string => join(folder, `${id}.json`);
  return {
    async put(record) {
      await mkdir(folder, { recursive: true, mode: PRIVATE_FOLDER_MODE });
      inUse.add(record.id);
      await replaceFile(fileOf(record.id), JSON.stringify(record));
    },
    async forget(id) {
      await rm(fileOf(id), { force: true });
      inUse.delete(id);
      await syncFolder(folder).catch(() => {});
    },
    abandon: (id) => void inUse.delete(id),
    async leftovers() {
      const found: ScratchRecord[] = [];
      for (const name of await namesIn(folder)) {
        const id = name.replace(/\.json$/, '');
        if (inUse.has(id) || !Id.safeParse(id).success) continue;
        const record = ScratchRecord.safeParse(await jsonIn(join(folder, name)));
        if (record.success && record.data.id === id) found.push(record.data);
      }
      return found;
    },
  };
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return [];
    throw error;
  }
}

async function jsonIn(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch {
    return null;
  }
}
