import { randomUUID } from 'node:crypto';
import type { CopyStore } from '../../../../src/main/places/copy-store.ts';
import type { DatabaseWork, DumpCopy, ReadableDump } from '../../../../src/main/restore/database/database-work.ts';
import { inPlaceStep } from '../../../../src/main/restore/database/in-place/in-place-step.ts';
import type { DatabaseChoice } from '../../../../src/shared/model/restore.ts';
import type { DatabaseSource } from '../../../../src/shared/model/source.ts';
import { quoteName } from '../../../lab/mariadb.ts';
import type { DatabaseUser } from '../../../lab/mariadb-users.ts';
import { memorySecrets } from '../../servers/lab-servers.ts';
import type { Dump } from '../import/import-lab.ts';
import { preparedOf, startSwapLab, type Prepared, type SwapLab } from '../swap/swap-lab.ts';

/** Called when half of a dump was read, before the rest is given. */
export type HalfWay = () => Promise<void>;

/** A copy in a place whose reading can be held up in the middle. */
export function copyOf(
  { source }: Pick<Dump, 'source'>,
  artifact: { readonly bytes: number },
  halfWay: HalfWay = async () => {},
): DumpCopy {
  let isFirst = true;
  const store = {
    place: { name: 'This computer', kind: 'this-computer' },
    async *read(_location: string, _file: string, from: number, signal: AbortSignal) {
      let at = from;
      for await (const chunk of source.read(from, signal)) {
        const half = Math.floor(artifact.bytes / 2) - at;
        at += chunk.length;
        if (!isFirst || half < 0 || half >= chunk.length) {
          yield chunk;
          continue;
        }
        isFirst = false;
        yield chunk.subarray(0, half);
        await halfWay();
        yield chunk.subarray(half);
      }
    },
  };
  return { store: store as unknown as CopyStore, location: '/backups/shop/2026-11-26' };
}

export interface InPlaceLab extends AsyncDisposable {
  readonly swap: SwapLab;
  /** An account of ordinary shared hosting with one database, in which it made what the script says. */
  site(database: string, script: string): Promise<DatabaseUser>;
  prepare(request: InPlaceRequest): Prepared;
}

export interface InPlaceRequest {
  readonly database: string;
  readonly user: DatabaseUser;
  readonly backup: Dump;
  readonly safety: ReadableDump | null;
  readonly choice?: Partial<DatabaseChoice>;
  readonly halfWay?: HalfWay;
}

export async function startInPlaceLab(): Promise<InPlaceLab> {
  const swap = await startSwapLab();
  const { mariadb } = swap.lab;
  await mariadb.sql('SET GLOBAL log_bin_trust_function_creators = 1');
  return {
    swap,
    async site(database, script) {
      await mariadb.sql(`DROP DATABASE IF EXISTS ${quoteName(database)}`);
      await mariadb.createDatabase(database);
      const user = await mariadb.createUser({ access: 'shared', database });
      await mariadb.script(script, { database, user });
      return user;
    },
    prepare({ database, user, backup, safety, choice = {}, halfWay }) {
      const source: DatabaseSource = {
        id: randomUUID() as DatabaseSource['id'],
        siteId: swap.target.site.id,
        kind: 'database',
        database,
        address: { host: mariadb.host, port: mariadb.port, socket: null },
        user: user.name,
        access: { from: 'keychain' },
      };
      const work: DatabaseWork = {
        restoreId: randomUUID() as DatabaseWork['restoreId'],
        choice: { artifactId: backup.artifact.id, tables: null, content: 'all', ...choice },
        method: 'in-place',
        source,
        database,
        artifact: backup.artifact,
        copies: [copyOf(backup, backup.artifact, halfWay)],
        safetyOf: () => safety,
      };
      const secrets = memorySecrets({ [`source:${source.id}`]: user.password });
      return preparedOf(work, new Map(), { ...swap.target, sources: [source] }, secrets, swap.linked.links, inPlaceStep(work));
    },
    [Symbol.asyncDispose]: () => swap[Symbol.asyncDispose](),
  };
}

/** The same restore as another run of the app sees it. */
export function anotherRun(prepared: Prepared, lab: InPlaceLab): Prepared {
  const { work, memos, target, secrets } = prepared;
  return preparedOf(work, memos, target, secrets, lab.swap.linked.links, inPlaceStep(work));
}

export function safetyOf(dump: Dump): ReadableDump {
  return { artifact: dump.artifact, copies: [copyOf(dump, dump.artifact)] };
}
