import { join } from 'node:path';
import type { App, HostAbilities } from '../../src/main/app/app.ts';
import { createApp } from '../../src/main/app/create-app.ts';
import { AppError } from '../../src/main/errors/app-error.ts';
import { silentLogger } from '../../src/main/support/logger.ts';
import { createMemorySecretStore } from '../../src/main/support/secret-stores.ts';
import type { CallName } from '../../src/shared/ipc/channels.ts';
import type { Input, Output } from '../../src/shared/ipc/contract.ts';
import { isActive, type Job } from '../../src/shared/model/job.ts';
import type { PreflightReport } from '../../src/shared/model/preflight.ts';
import type { Lab } from '../../test/lab/lab.ts';

/** What the demo did, with everything the account tells. */
export interface MainJobDone {
  readonly home: string;
  readonly fingerprint: string;
  readonly preflight: PreflightReport;
  readonly details: Output<'backup.details'>;
  readonly backupMs: number;
  readonly verifyMs: number;
  readonly backups: Output<'backup.list'>;
}

export const terminal: HostAbilities = {
  kind: 'terminal',
  chooseFolder: () => Promise.resolve(null),
  chooseFile: () => Promise.resolve(null),
  chooseNewFile: () => Promise.resolve(null),
  reveal: (folder) => Promise.reject(new AppError('host.unsupported', { detail: folder })),
};

/** Everything through the front door: the calls a person would cause in the window, in the same order. */
export async function doMainJob(lab: Lab, home: string): Promise<MainJobDone> {
  const app = await createApp({ home, host: terminal, secrets: createMemorySecretStore(), logger: silentLogger });
  try {
    await ask(app, 'place.set-folder', { folder: join(home, 'backups') });
    const server = await ask(app, 'server.add', {
      name: 'practice-server',
      address: lab.sshd.host,
      port: lab.sshd.port,
      user: lab.sshd.user,
      authentication: { method: 'key-file', path: lab.sshd.keyFile, hasPassphrase: false },
      jumpServerId: null,
    });
    const { hostKey } = await ask(app, 'server.ask-host-key', { serverId: server.id });
    // The comparison a person makes: the fingerprint as the server's own console shows it.
    if (hostKey.fingerprint !== lab.sshd.fingerprint) throw new Error(`the server answered with ${hostKey.fingerprint}`);
    await ask(app, 'server.pin-host-key', { serverId: server.id, fingerprint: lab.sshd.fingerprint });
    const preflight = await ask(app, 'server.check', { serverId: server.id });

    const [found] = await ask(app, 'site.detect', { serverId: server.id, root: null });
    if (found === undefined) throw new Error('the practice site was not found');
    const { root, profile, framework, url, databases } = found;
    const site = await ask(app, 'site.add', { serverId: server.id, name: 'aurora-market', root, profile, framework, url, databases });

    const backup = await finished(app, await ask(app, 'backup.start', { siteId: site.id }));
    if (backup.backupId === null) throw new Error(`${backup.title}: ${backup.state} ${JSON.stringify(backup.problem)}`);
    const verify = await finished(app, await ask(app, 'backup.verify', { backupId: backup.backupId, level: 'sound' }));
    if (verify.state !== 'succeeded') throw new Error(`${verify.title}: ${verify.state} ${JSON.stringify(verify.problem)}`);
    return {
      home,
      fingerprint: hostKey.fingerprint,
      preflight,
      details: await ask(app, 'backup.details', { backupId: backup.backupId }),
      backupMs: tookMs(backup),
      verifyMs: tookMs(verify),
      backups: await ask(app, 'backup.list', { siteId: null }),
    };
  } finally {
    await app.close();
  }
}

export async function ask<N extends CallName>(app: App, name: N, input: Input<N>): Promise<Output<N>> {
  const reply = await app.call(name, input);
  if (reply.ok) return reply.value;
  const { title, hint, detail, code } = reply.problem;
  throw new Error([`${name}: ${title} (${code})`, hint, detail].join('\n'));
}

export async function finished(app: App, job: Job): Promise<Job> {
  const { promise, resolve } = Promise.withResolvers<Job>();
  const stop = app.on('job.changed', (changed) => {
    if (changed.id === job.id && !isActive(changed.state)) resolve(changed);
  });
  // It may have ended before this listened.
  const now = (await ask(app, 'job.list', undefined)).find(({ id }) => id === job.id);
  if (now !== undefined && !isActive(now.state)) resolve(now);
  return promise.finally(stop);
}

function tookMs({ startedAt, endedAt }: Job): number {
  return Date.parse(endedAt ?? '') - Date.parse(startedAt ?? '');
}
