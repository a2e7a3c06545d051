import type { ServerId } from '../../shared/model/ids.ts';
import type { Manifest } from '../../shared/model/manifest.ts';
import type { Catalog } from './open-catalog.ts';

type Register = Pick<Catalog, 'servers' | 'sites' | 'sources'>;

/** Servers that were added, each with the one through which it was reached. */
export type Jumps = Map<ServerId, ServerId>;

/**
 * Adds the server, the site and the sources a manifest describes where the register lacks them; what is there is never changed. Names are unique
 * in the register, so one that another entry has by now gets a number.
 */
export function restoreRegister(register: Register, { server, site, sources }: Manifest, jumps: Jumps, remarks: string[]): void {
  const { servers, sites } = register;
  if (servers.find(server.id) === null) {
    const name = freeName(server.name, servers.list());
    servers.insert({ ...server, name, jumpServerId: null, hostKey: null });
    if (name !== server.name) remarks.push(`Server ${server.name} is now called ${name}: another one has its name.`);
    if (server.jumpServerId !== null) jumps.set(server.id, server.jumpServerId);
  }
  if (sites.find(site.id) === null) {
    const name = freeName(site.name, sites.list());
    sites.insert({ ...site, name });
    if (name !== site.name) remarks.push(`Site ${site.name} is now called ${name}: another one has its name.`);
  }
  for (const source of sources) {
    if (register.sources.find(source.id) === null) register.sources.insert(source);
  }
}

/** To be called when every manifest has been read: a jump server comes back with a manifest of its own, if at all. */
export function linkJumps({ servers }: Register, jumps: Jumps, remarks: string[]): void {
  for (const [id, jumpServerId] of jumps) {
    const server = servers.find(id);
    if (server === null) continue;
    if (servers.find(jumpServerId) !== null) servers.update({ ...server, jumpServerId });
    else remarks.push(`Server ${server.name} was reached through another server that no manifest describes: choose its jump server again.`);
  }
}

function freeName(wanted: string, taken: readonly { readonly name: string }[]): string {
  const names = new Set(taken.map(({ name }) => name.toLowerCase()));
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? wanted : `${wanted} (${number})`;
    if (!names.has(name.toLowerCase())) return name;
  }
}
