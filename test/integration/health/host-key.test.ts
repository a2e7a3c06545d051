import { expect, it } from 'vitest';
import { siteStatus } from '../../../src/main/health/fleet-status.ts';
import { hoursBefore, NOON, sampleJob, sampleServer, sampleSite, sampleSource } from '../../unit/model-samples.ts';
import { scratchCatalog } from '../catalog/catalog-folder.ts';

it('keeps saying that the host key changed while other work of the site goes well', () => {
  const catalog = scratchCatalog();
  const server = sampleServer();
  const pinned = server.hostKey === null ? null : { ...server.hostKey, pinnedAt: hoursBefore(1000) };
  catalog.servers.insert({ ...server, hostKey: pinned });
  const site = sampleSite(server);
  catalog.sites.insert(site);
  catalog.sources.insert(sampleSource(site));
  const problem = { code: 'ssh.host-key-changed', title: 'The host key changed', hint: '', retryable: false, detail: '' };
  const failed = { siteId: site.id, state: 'failed', createdAt: hoursBefore(3), endedAt: hoursBefore(3), problem } as const;
  catalog.jobs.insert(sampleJob(failed), {});
  const codes = (): readonly string[] => siteStatus(catalog, site.id, Date.parse(NOON)).findings.map(({ code }) => code);
  expect(codes()).toContain('host-key-changed');
  const deleted = { siteId: site.id, kind: 'prune', state: 'succeeded', createdAt: hoursBefore(1), endedAt: hoursBefore(1) } as const;
  catalog.jobs.insert(sampleJob(deleted), {});
  expect(codes()).toContain('host-key-changed');
  catalog.jobs.insert(sampleJob({ siteId: site.id, state: 'succeeded', createdAt: hoursBefore(0.5), endedAt: hoursBefore(0.5) }), {});
  expect(codes()).not.toContain('host-key-changed');
});
