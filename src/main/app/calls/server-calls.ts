import { join } from 'node:path';
import { homedir } from 'node:os';
import { checkServer } from '../../servers/preflight/run-preflight.ts';
import type { CallsOf, Handlers } from '../handlers.ts';
import { recordServerRoom } from '../health/record-health.ts';
import type { Modules } from '../modules.ts';

export function serverCalls(modules: Modules): Handlers<CallsOf<'server'>> {
  const { servers, connections, clock, closing, host, emit } = modules;
  /** The register changed: screens ask again. */
  const changed = async <T>(work: Promise<T>): Promise<T> => {
    const result = await work;
    emit('fleet.changed', undefined);
    return result;
  };
  return {
    'server.list': () => [...servers.list()],
    'server.import-candidates': async () => [...(await servers.importCandidates())],
    'server.choose-key-file': () => host.chooseFile(join(homedir(), '.ssh')),
    'server.add': (draft) => changed(servers.add(draft)),
    'server.edit': ({ serverId, draft }) => changed(servers.edit(serverId, draft)),
    'server.remove': ({ serverId }) => changed(servers.remove(serverId)),
    'server.ask-host-key': ({ serverId }) => servers.askHostKey(serverId, closing),
    'server.pin-host-key': ({ serverId, fingerprint }) => changed(servers.pinHostKey(serverId, fingerprint, closing)),
    'server.check': async ({ serverId }) => {
      const report = await checkServer(connections, serverId, clock, closing);
      // An app that only looks keeps no reading.
      if (modules.access === 'work') await recordServerRoom(modules, serverId, closing);
      return report;
    },
  };
}
