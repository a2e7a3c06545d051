import { expect, it } from 'vitest';
import { launchWork } from '../../../src/main/app/schedule/launch-work.ts';
import { WHOLE_SITE } from '../../../src/shared/model/schedule.ts';
import { hoursBefore, sampleArtifact, sampleCopy, sampleManifest } from '../../unit/model-samples.ts';
import { sampleDrive } from '../../unit/part-samples.ts';
import { policyOf } from '../../unit/retention/retention-samples.ts';
import { modulesIn } from '../app/app-folder.ts';
import { scratchFolder } from '../catalog/catalog-folder.ts';
import { register } from '../places/place-folder.ts';

it('deletes nothing from a drive that lies in a drawer, and calls that no failure', async () => {
  const modules = modulesIn(scratchFolder());
  const { catalog } = modules;
  const { server, site, source } = register();
  const drive = sampleDrive({ name: 'Vault-A' });
  catalog.places.put(drive);
  catalog.servers.insert(server);
  catalog.sites.insert(site);
  catalog.sources.insert(source);
  for (const hours of [72, 48, 24]) {
    const startedAt = hoursBefore(hours);
    const manifest = sampleManifest(site, server, [source], { startedAt, completedAt: startedAt, artifacts: [sampleArtifact(source)] });
    catalog.backups.record(manifest, sampleCopy(manifest.backup.id, drive));
  }
  catalog.retentionPolicies.put({ siteId: null, placeId: null }, policyOf());
  const since = '2026-11-01T00:00:00.000Z';
  const schedule = { rhythm: null, zone: 'UTC', capture: WHOLE_SITE, onBattery: null, metered: null, since, setBy: 'operator' } as const;
  const launched = await launchWork(modules, site.id, 'retention', schedule);
  expect(launched).toEqual({ kind: 'done', nothing: true, text: 'Vault-A: not plugged in; nothing is deleted there until then.' });
});
