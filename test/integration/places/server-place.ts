import { randomUUID } from 'node:crypto';
import { chown, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { claimServerFolder } from '../../../src/main/places/server-folder/claim-server-folder.ts';
import { openServerFolderStore } from '../../../src/main/places/server-folder/server-folder-store.ts';
import { systemClock } from '../../../src/main/support/clock.ts';
import type { ServerFolderPlace } from '../../../src/shared/model/place.ts';
import { isRoot } from '../../lab/accounts.ts';
import { type Sshd, type SshdOptions, startSshd } from '../../lab/sshd.ts';
import { linkTo, type Linked, serverFor } from '../servers/lab-servers.ts';
import type { ContractPlace } from './copy-store-contract.ts';
import { SIGNAL } from './copy-helpers.ts';
import { filesBelow } from './folder-place.ts';

export interface ServerContractPlace extends ContractPlace {
  readonly place: ServerFolderPlace;
  readonly sshd: Sshd;
  readonly links: Linked['links'];
}

export interface PlaceServer extends AsyncDisposable {
  readonly sshd: Sshd;
  readonly links: Linked['links'];
  /** A place of its own in the home folder of the account. */
  makePlace(): Promise<ServerContractPlace>;
}

/** A server for places, with one connection to it. */
export async function startPlaceServer(options: SshdOptions = {}): Promise<PlaceServer> {
  await using parts = new AsyncDisposableStack();
  const sshd = parts.use(await startSshd(options));
  const server = serverFor(sshd);
  const { links } = parts.use(linkTo([server]));
  const owned = parts.move();
  async function makePlace(): Promise<ServerContractPlace> {
    const folder = join(sshd.home, randomUUID(), 'backups');
    const draft = { name: 'storage box', offsite: true, serverId: server.id, folder };
    const place = await claimServerFolder(draft, links, systemClock, SIGNAL);
    return {
      place,
      sshd,
      links,
      open: (clock) => openServerFolderStore(place, links, clock === undefined ? {} : { clock }),
      everything: () => filesBelow(place.folder),
      put: (path, bytes) => putAs(sshd, place.folder, path, bytes),
      get: (path) => readFile(join(place.folder, path)),
      victim: { kind: 'server-folder', place, server },
      [Symbol.asyncDispose]: async () => {},
    };
  }
  return { sshd, links, makePlace, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

/** As the account of the server, whoever runs the tests. */
async function putAs(sshd: Sshd, folder: string, path: string, bytes: Buffer): Promise<void> {
  const file = join(folder, path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, bytes);
  if (!isRoot()) return;
  for (let one = file; one !== folder; one = dirname(one)) await chown(one, sshd.account.uid, sshd.account.gid);
}
