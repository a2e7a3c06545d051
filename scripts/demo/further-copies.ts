import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createApp } from '../../src/main/app/create-app.ts';
import { formatBytes } from '../../src/shared/format/bytes.ts';
import { formatDuration } from '../../src/shared/format/durations.ts';
import { isMedia, type MediaArtifact } from '../../src/shared/model/artifact.ts';
import { silentLogger } from '../../src/main/support/logger.ts';
import { createMemorySecretStore } from '../../src/main/support/secret-stores.ts';
import type { App } from '../../src/main/app/app.ts';
import type { Output } from '../../src/shared/ipc/contract.ts';
import { isActive, type Job } from '../../src/shared/model/job.ts';
import type { Lab } from '../../test/lab/lab.ts';
import { ask, finished, terminal } from './main-job.ts';

const FOLDER = 'storage/app/public';

/** What the second half of the demo did. */
export interface FurtherCopies {
  readonly fullMs: number;
  readonly full: MediaArtifact;
  readonly incrementalMs: number;
  readonly incremental: MediaArtifact;
  readonly status: Output<'site.status'>;
  readonly drive: string;
}

/** Files beside the database, a second place, and a day on which files change: the calls a person would cause in the window. */
export async function bringFurtherCopies(lab: Lab, home: string): Promise<FurtherCopies> {
  const app = await createApp({ home, host: terminal, secrets: createMemorySecretStore(), logger: silentLogger });
  try {
    const { sites } = await ask(app, 'fleet.status', undefined);
    const site = sites[0]?.site;
    if (site === undefined) throw new Error('the practice site is not registered');
    const siteId = site.id;
    await ask(app, 'source.put', {
      siteId,
      sourceId: null,
      draft: { kind: 'media', folders: [FOLDER], excludes: [], symlinks: 'keep', compression: null },
    });
    const drive = join(home, 'a-drive');
    const place = await ask(app, 'place.add', { kind: 'drive', name: 'Vault-A', offsite: true, folder: drive });
    const policy = await ask(app, 'site.policy', { siteId });
    await ask(app, 'site.set-policy', { siteId, policy: { ...policy, copyTo: [place.id] } });
    const full = await mediaBackup(app, await ask(app, 'backup.start', { siteId }));
    changeFiles(lab);
    const incremental = await mediaBackup(app, await ask(app, 'backup.start', { siteId, kind: 'incremental' }));
    await copiesEnded(app);
    return {
      fullMs: full.ms,
      full: full.artifact,
      incrementalMs: incremental.ms,
      incremental: incremental.artifact,
      status: await ask(app, 'site.status', { siteId }),
      drive,
    };
  } finally {
    await app.close();
  }
}

async function mediaBackup(app: App, started: Job): Promise<{ readonly artifact: MediaArtifact; readonly ms: number }> {
  const job = await finished(app, started);
  if (job.backupId === null || job.state !== 'succeeded') throw new Error(`${job.title}: ${job.state} ${JSON.stringify(job.problem)}`);
  const { backup } = await ask(app, 'backup.details', { backupId: job.backupId });
  const artifact = backup.artifacts.find(isMedia);
  if (artifact === undefined) throw new Error('the backup holds no files');
  return { artifact, ms: Date.parse(job.endedAt ?? '') - Date.parse(job.startedAt ?? '') };
}

/** Thirty files change, ten come, five go. */
function changeFiles(lab: Lab): void {
  const folder = join(lab.site.root, FOLDER, 'products');
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted();
  for (const [n, file] of files.slice(0, 30).entries()) writeFileSync(file, `Another picture, number ${n}\n`);
  for (let n = 0; n < 10; n += 1) writeFileSync(join(folder, `uploaded ${n}.jpg`), `A new picture, number ${n}\n`);
  for (const file of files.slice(30, 35)) rmSync(file);
}

async function copiesEnded(app: App): Promise<void> {
  for (;;) {
    const active = (await ask(app, 'job.list', undefined)).filter(({ state }) => isActive(state));
    if (active.length === 0) return;
    for (const job of active) await finished(app, job);
  }
}

/** The same, told; only what was measured or read back. */
export function tellOfCopies({ fullMs, full, incrementalMs, incremental, status, drive }: FurtherCopies): string {
  const { counts } = incremental;
  return [
    '',
    'And the files, twice',
    `  Full        ${full.counts.files} files, ${formatBytes(full.counts.bytes)}, each with its SHA-256, in ${formatDuration(fullMs)} (database included)`,
    `  Changes     ${counts.added} new, ${counts.changed} changed, ${counts.removed} deleted: ${formatBytes(incremental.bytes)} of archive in ${formatDuration(incrementalMs)}`,
    `  Second copy ${drive}, which stands for an external drive`,
    ...status.board.rules.map(({ id, held, text }) => `  ${id.padEnd(11)} ${held ? 'held' : 'not yet'}: ${text}`),
    '',
  ].join('\n');
}
