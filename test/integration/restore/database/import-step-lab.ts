import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openFolderStore } from '../../../../src/main/places/folder/folder-store.ts';
import { compareStep } from '../../../../src/main/restore/database/compare-step.ts';
import type { DatabaseWork, DumpCopy } from '../../../../src/main/restore/database/database-work.ts';
import { importStep } from '../../../../src/main/restore/database/import-step.ts';
import type { RestoreStep, RestoreTarget } from '../../../../src/main/restore/step.ts';
import type { ServerConnections } from '../../../../src/main/servers/ssh/remote-shell.ts';
import type { ThisComputerPlace } from '../../../../src/shared/model/place.ts';
import type { LabOptions } from '../../../lab/lab.ts';
import type { DatabaseUser } from '../../../lab/mariadb-users.ts';
import { memorySecrets } from '../../servers/lab-servers.ts';
import { dumpFrom } from '../import/import-lab.ts';
import { preparedOf, startSwapLab, type Prepared, type SwapLab } from '../swap/swap-lab.ts';

/** What lies in a place, made of the dump's bytes; or a copy of its own making. */
export type PlaceOf = (bytes: Buffer, file: string) => Buffer | DumpCopy;

export interface ImportCase {
  readonly sql: Buffer | string;
  readonly places: readonly PlaceOf[];
  readonly user?: DatabaseUser;
  readonly work?: Partial<DatabaseWork>;
  readonly compression?: 'gzip' | 'none';
}

export interface PreparedImport {
  readonly work: DatabaseWork;
  readonly target: RestoreTarget;
  readonly import: Prepared;
  readonly compare: Prepared;
  /** A step of the same restore as another run of the app sees it. */
  again(step: RestoreStep): Prepared;
  readonly access: {
    readonly target: RestoreTarget;
    readonly connections: ServerConnections;
    readonly secrets: ReturnType<typeof memorySecrets>;
  };
}

export interface ImportStepLab extends SwapLab {
  /** Owns `shop`, and may make schemas. */
  readonly operator: DatabaseUser;
  prepareImport(given: ImportCase): Promise<PreparedImport>;
  schemasLeft(): Promise<readonly string[]>;
}

export async function startImportStepLab(options?: LabOptions): Promise<ImportStepLab> {
  const lab = await startSwapLab(options);
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-import-'));
  const operator = await lab.lab.mariadb.createUser({ access: 'full', database: 'shop' });
  const { mariadb } = lab.lab;
  return {
    ...lab,
    operator,
    async prepareImport({ sql, places, user = operator, work: change = {}, compression = 'gzip' }) {
      const dump = dumpFrom(sql, 'shop', compression);
      const pieces: Buffer[] = [];
      for await (const piece of dump.source.read(0, new AbortController().signal)) pieces.push(Buffer.from(piece));
      const whole = Buffer.concat(pieces);
      const copies = await Promise.all(places.map((place) => copyOf(folder, dump.artifact.file, place(whole, dump.artifact.file))));
      const source: DatabaseWork['source'] = {
        id: randomUUID() as DatabaseWork['source']['id'],
        siteId: lab.target.site.id,
        kind: 'database',
        database: 'shop',
        address: { host: mariadb.host, port: mariadb.port, socket: null },
        user: user.name,
        access: { from: 'keychain' },
      };
      const work: DatabaseWork = {
        restoreId: randomUUID() as DatabaseWork['restoreId'],
        choice: { artifactId: dump.artifact.id, tables: null, content: 'all' },
        method: 'swap',
        artifact: dump.artifact,
        copies,
        source,
        database: 'shop',
        safetyOf: () => null,
        ...change,
      };
      const secrets = memorySecrets({ [`source:${source.id}`]: user.password });
      const target = { ...lab.target, sources: [source] };
      const again = (step: RestoreStep) => preparedOf(work, new Map(), target, secrets, lab.linked.links, step);
      return {
        work,
        target,
        import: again(importStep(work)),
        compare: again(compareStep(work)),
        again,
        access: { target, connections: lab.linked.links, secrets },
      };
    },
    async schemasLeft() {
      const rows = await mariadb.sql("SELECT SCHEMA_NAME AS name FROM information_schema.SCHEMATA WHERE SCHEMA_NAME LIKE '%\\_\\_hf\\_%'");
      return rows.map((row) => String(row['name']));
    },
    async [Symbol.asyncDispose]() {
      await lab[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A place on this computer that holds these bytes as the dump. */
async function copyOf(folder: string, file: string, content: Buffer | DumpCopy): Promise<DumpCopy> {
  if (!Buffer.isBuffer(content)) return content;
  const root = await mkdtemp(join(folder, 'place-'));
  const location = join(root, 'backup');
  await mkdir(location);
  await writeFile(join(location, file), content);
  const place: ThisComputerPlace = {
    id: randomUUID() as ThisComputerPlace['id'],
    kind: 'this-computer',
    name: 'This computer',
    folder: root,
    offsite: false,
  };
  return { store: openFolderStore(place), location };
}

export const whole: PlaceOf = (bytes) => bytes;
/** One bit near the end is another. */
export const bent: PlaceOf = (bytes) => Buffer.concat([bytes.subarray(0, -40), Buffer.from([bytes.at(-40)! ^ 1]), bytes.subarray(-39)]);
export const cut: PlaceOf = (bytes) => bytes.subarray(0, bytes.length >> 1);
