import type { Page } from '@playwright/test';
import { join } from 'node:path';
import type { CallName } from '../../src/shared/ipc/channels.ts';
import type { Input, Output } from '../../src/shared/ipc/contract.ts';
import type { Reply } from '../../src/shared/ipc/reply.ts';
import type { Site } from '../../src/shared/model/site.ts';
import type { Lab } from '../lab/lab.ts';

/** Asks the app through the page's own bridge, as every screen does; a problem fails the test. */
export async function call<N extends CallName>(page: Page, name: N, input: Input<N>): Promise<Output<N>> {
  const reply: unknown = await page.evaluate(
    ([callName, callInput]) =>
      (window as unknown as { holdfast: { call(name: string, input: unknown): Promise<unknown> } }).holdfast.call(callName, callInput),
    [name, input] as const,
  );
  const answer = reply as Reply<Output<N>>;
  if (!answer.ok) throw new Error(`${name}: ${answer.problem.code}: ${answer.problem.title}. ${answer.problem.detail}`);
  return answer.value;
}

/** Does what an operator does at first: chooses the folder, adds the lab's server, pins its key, adds the site that is found there. */
export async function registerPracticeSite(page: Page, lab: Lab, home: string): Promise<Site> {
  await call(page, 'place.set-folder', { folder: join(home, 'backups') });
  const server = await call(page, 'server.add', {
    name: 'practice',
    address: lab.sshd.host,
    port: lab.sshd.port,
    user: lab.sshd.user,
    authentication: { method: 'key-file', path: lab.sshd.keyFile, hasPassphrase: false },
    jumpServerId: null,
  });
  const { hostKey } = await call(page, 'server.ask-host-key', { serverId: server.id });
  await call(page, 'server.pin-host-key', { serverId: server.id, fingerprint: hostKey.fingerprint });
  const [found] = await call(page, 'site.detect', { serverId: server.id, root: lab.site.root });
  if (found === undefined) throw new Error(`no site was found in ${lab.site.root}`);
  const { root, profile, framework, url, name, databases } = found;
  return call(page, 'site.add', { serverId: server.id, root, profile, framework, url, name, databases });
}
