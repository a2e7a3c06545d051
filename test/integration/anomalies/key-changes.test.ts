import { randomBytes, randomUUID } from 'node:crypto';
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createApp } from '../../../src/main/app/create-app.ts';
import { runCli } from '../../../src/main/cli/run-cli.ts';
import { createTerminalSecrets } from '../../../src/main/cli/terminal-secrets.ts';
import type { PlaceKeeper } from '../../../src/main/places/place-keeper.ts';
import { silentLogger } from '../../../src/main/support/logger.ts';
import { createMemorySecretStore } from '../../../src/main/support/secret-stores.ts';
import { NO_AUDIT_FILTER } from '../../../src/shared/model/audit.ts';
import type { BackupWarning } from '../../../src/shared/model/backup.ts';
import { sampleArtifact, sampleManifest } from '../../unit/model-samples.ts';
import { sampleConfigArtifact, sampleConfigSource } from '../../unit/part-samples.ts';
import { ask, choosePlace, host, openApp, workOf } from '../app/app-folder.ts';
import { scratchFolder } from '../catalog/catalog-folder.ts';
import { type Registered, register } from '../places/place-folder.ts';

const HOUR = 3_600_000;
const NOTE = 'Rotated with release 12.';
const CHANGED: BackupWarning = { code: 'config.application-key-changed', text: 'The application key (APP_KEY) is not the one of before.' };

async function night(
  keeper: PlaceKeeper,
  { server, site, source }: Registered,
  hours: number,
  key: string,
  warnings: readonly BackupWarning[],
) {
  const startedAt = new Date(Date.now() - hours * HOUR).toISOString();
  const { draft, folder } = await keeper.beginBackup(site.name, `${startedAt.slice(0, 19).replaceAll(':', '')}Z-full`);
  const config = sampleConfigSource(site);
  const write = async (file: string) => {
    const writer = await draft.writeArtifact(file);
    await writer.write(randomBytes(1000));
    return { file, ...(await writer.finish()), capturedFrom: startedAt, capturedTo: startedAt };
  };
  const artifacts = [
    sampleArtifact(source, await write(`${source.database}.sql.gz`)),
    sampleConfigArtifact(config, { ...(await write('config.tar.age')), applicationKey: { name: 'APP_KEY', fingerprint: key.repeat(16) } }),
  ];
  const manifest = sampleManifest(site, server, [source, config], {
    folder,
    startedAt,
    completedAt: startedAt,
    artifacts,
    warnings: [...warnings],
  });
  await draft.commit(manifest);
  return manifest.backup.id;
}

/** A site on disk whose key was changed between two nights. */
async function rotated() {
  const home = scratchFolder();
  const registered = register();
  const keeper = await choosePlace(home, registered);
  const before = await night(keeper, registered, 26, 'a', []);
  const changed = await night(keeper, registered, 2, 'b', [CHANGED]);
  const app = await openApp(home);
  await workOf(app, () => ask(app, 'catalog.rebuild', undefined));
  return { home, app, before, changed, siteId: registered.site.id };
}

const codesOf = (findings: readonly { readonly code: string }[]) => findings.map(({ code }) => code);

it('is an alarm until the operator acknowledges it, and stays to be seen with the note, which the record keeps', async () => {
  const { app, before, changed, siteId } = await rotated();
  const open = await ask(app, 'site.status', { siteId });
  // One fact is said once.
  expect(codesOf(open.findings).filter((code) => code === 'application-key-changed' || code === 'backup-incomplete')).toEqual([
    'application-key-changed',
  ]);
  const told = await ask(app, 'anomaly.acknowledge-key', { backupId: changed, note: NOTE });
  expect(told).toMatchObject({ backupId: changed, beforeId: before, name: 'APP_KEY', acknowledged: { note: NOTE } });
  const status = await ask(app, 'site.status', { siteId });
  expect(codesOf(status.findings)).not.toContain('application-key-changed');
  expect(codesOf(status.findings)).not.toContain('backup-incomplete');
  expect(status.because).not.toContain('application key');
  expect(await ask(app, 'anomaly.key-changes', { siteId })).toEqual([told]);
  expect((await ask(app, 'backup.details', { backupId: changed })).backup.warnings).toEqual([CHANGED]);
  const { rows } = await ask(app, 'audit.list', { filter: { ...NO_AUDIT_FILTER, action: 'anomaly.acknowledge-key' }, offset: 0, limit: 9 });
  expect(rows.at(-1)).toMatchObject({ siteId, outcome: 'done', details: { backupId: changed, note: NOTE } });
});

it('takes one word on one change, and none on a backup without one', async () => {
  const { app, before, changed } = await rotated();
  const answer = async (backupId: typeof changed) => {
    const reply = await app.call('anomaly.acknowledge-key', { backupId, note: NOTE });
    return reply.ok ? 'told' : reply.problem.code;
  };
  expect(await answer(before)).toBe('anomaly.no-key-change');
  expect(await answer(randomUUID() as typeof changed)).toBe('backup.not-found');
  expect(await answer(changed)).toBe('told');
  expect(await answer(changed)).toBe('anomaly.acknowledged');
});

it('is not asked for again after a rebuild of a catalog that was lost', async () => {
  const { home, app, changed, siteId } = await rotated();
  await ask(app, 'anomaly.acknowledge-key', { backupId: changed, note: NOTE });
  await app.close();
  for (const name of readdirSync(home)) if (name.startsWith('catalog.sqlite')) rmSync(join(home, name));
  const again = await openApp(home);
  await ask(again, 'place.set-folder', { folder: join(home, 'Backups') });
  await workOf(again, () => ask(again, 'catalog.rebuild', undefined));
  expect(await ask(again, 'anomaly.key-changes', { siteId })).toMatchObject([{ backupId: changed, acknowledged: { note: NOTE } }]);
});

it('is acknowledged at a terminal by the name of the site, once', async () => {
  const { home, app, changed } = await rotated();
  await app.close();
  const run = async () => {
    const out: string[] = [];
    const secrets = createTerminalSecrets({ env: {}, file: createMemorySecretStore(), prompt: null });
    const keep = (text: string) => void out.push(text);
    const terminal = { out: keep, err: keep, progress: () => {}, signal: new AbortController().signal, secrets };
    const words = ['anomaly', 'acknowledge-key', 'aurora-market', '--note', NOTE, '--json'];
    const code = await runCli(words, terminal, (access) => createApp({ home, host, secrets, logger: silentLogger, access }));
    return { code, text: out.join('') };
  };
  const told = await run();
  expect(told.code).toBe(0);
  expect(JSON.parse(told.text)).toMatchObject([{ backupId: changed, acknowledged: { note: NOTE } }]);
  const again = await run();
  expect([again.code, again.text]).toEqual([1, expect.stringContaining('anomaly.no-key-change')]);
});
