import { describe, expect, it } from 'vitest';
import { PlaceId } from '../../../src/shared/model/ids.ts';
import { sampleCopy, sampleManifest, samplePlace, sampleServer, sampleSite, sampleSource } from '../../unit/model-samples.ts';
import { scratchCatalog } from './catalog-folder.ts';

describe('the register of servers, sites and sources', () => {
  it('gives back exactly what was put in', () => {
    const catalog = scratchCatalog();
    const jump = sampleServer({ name: 'bastion', authentication: { method: 'agent', socket: null }, hostKey: null });
    const server = sampleServer({ jumpServerId: jump.id });
    const site = sampleSite(server);
    const first = sampleSource(site, { database: 'zebra' });
    const second = sampleSource(site, { access: { from: 'keychain' }, address: { host: 'db', port: 3307, socket: '/run/my.sock' } });
    catalog.servers.insert(jump);
    catalog.servers.insert(server);
    catalog.sites.insert(site);
    catalog.sources.insert(first);
    catalog.sources.insert(second);

    expect(catalog.servers.list()).toEqual([jump, server]);
    expect(catalog.sites.list()).toEqual([site]);
    expect(catalog.sources.list(site.id)).toEqual([first, second]);
    expect([catalog.servers.find(server.id), catalog.sites.find(site.id), catalog.sources.find(second.id)]).toEqual([server, site, second]);
  });

  it('keeps changes, and says so when what is changed or removed is not there', () => {
    const catalog = scratchCatalog();
    const server = sampleServer();
    const site = sampleSite(server);
    const source = sampleSource(site);
    for (const attempt of [() => catalog.servers.update(server), () => catalog.servers.delete(server.id), () => catalog.sites.insert(site)])
      expect(attempt).toThrow(expect.objectContaining({ code: 'server.not-found' }));
    catalog.servers.insert(server);
    for (const attempt of [() => catalog.sites.update(site), () => catalog.sites.delete(site.id), () => catalog.sources.insert(source)])
      expect(attempt).toThrow(expect.objectContaining({ code: 'site.not-found' }));
    catalog.sites.insert(site);
    for (const attempt of [() => catalog.sources.update(source), () => catalog.sources.delete(source.id)])
      expect(attempt).toThrow(expect.objectContaining({ code: 'source.not-found' }));
    catalog.sources.insert(source);

    catalog.servers.update({ ...server, hostKey: null, port: 2222 });
    catalog.sites.update({ ...site, name: 'aurora', url: null });
    catalog.sources.update({ ...source, database: 'other' });

    expect(catalog.servers.find(server.id)).toEqual({ ...server, hostKey: null, port: 2222 });
    expect(catalog.sites.find(site.id)).toEqual({ ...site, name: 'aurora', url: null });
    expect(catalog.sources.find(source.id)).toEqual({ ...source, database: 'other' });
    catalog.sources.delete(source.id);
    expect(catalog.sources.list(site.id)).toEqual([]);
  });

  it('refuses a second server or site of the same name, in whatever case', () => {
    const catalog = scratchCatalog();
    const server = sampleServer();
    const other = sampleServer({ name: 'web-2' });
    const site = sampleSite(server);
    catalog.servers.insert(server);
    catalog.servers.insert(other);
    catalog.sites.insert(site);
    const taken = (subject: string) => expect.objectContaining({ code: `${subject}.name-taken` });

    expect(() => catalog.servers.insert(sampleServer({ name: 'WEB-1' }))).toThrow(taken('server'));
    expect(() => catalog.servers.update({ ...other, name: 'Web-1' })).toThrow(taken('server'));
    expect(() => catalog.sites.insert(sampleSite(server, { name: 'Aurora-Market' }))).toThrow(taken('site'));
    expect(catalog.servers.list()).toEqual([server, other]);
    expect(catalog.sites.list()).toEqual([site]);
  });

  it('keeps a server that sites or other servers depend on', () => {
    const catalog = scratchCatalog();
    const jump = sampleServer({ name: 'bastion' });
    const server = sampleServer({ jumpServerId: jump.id });
    const site = sampleSite(server);
    catalog.servers.insert(jump);
    catalog.servers.insert(server);
    catalog.sites.insert(site);

    expect(() => catalog.servers.delete(server.id)).toThrow(expect.objectContaining({ code: 'server.has-sites' }));
    expect(() => catalog.servers.delete(jump.id)).toThrow(expect.objectContaining({ code: 'server.is-jump-host' }));
    expect(() => catalog.servers.insert(sampleServer({ name: 'lost', jumpServerId: sampleServer().id }))).toThrow(
      expect.objectContaining({ code: 'server.not-found' }),
    );
    catalog.sites.delete(site.id);
    catalog.servers.delete(server.id);
    catalog.servers.delete(jump.id);
    expect(catalog.servers.list()).toEqual([]);
  });

  it('keeps the backups of a removed site, under the name it had', () => {
    const catalog = scratchCatalog();
    const server = sampleServer();
    const site = sampleSite(server);
    const source = sampleSource(site);
    const place = samplePlace();
    const manifest = sampleManifest(site, server, [source]);
    catalog.servers.insert(server);
    catalog.sites.insert(site);
    catalog.sources.insert(source);
    catalog.places.put(place);
    catalog.backups.record(manifest, sampleCopy(manifest.backup.id, place));
    catalog.sites.update({ ...site, name: 'renamed' });
    expect(catalog.backups.summaries({ siteId: site.id })[0]?.siteName).toBe('renamed');

    catalog.sites.delete(site.id);
    catalog.servers.delete(server.id);

    expect(catalog.sources.find(source.id)).toBeNull();
    expect(catalog.backups.find(manifest.backup.id)).toEqual(manifest.backup);
    expect(catalog.backups.namesOf(manifest.backup.id)).toEqual({ siteName: 'aurora-market', serverName: 'web-1' });
    expect(catalog.backups.summaries({ siteId: null }).map(({ siteName }) => siteName)).toEqual(['aurora-market']);
  });
});

describe('places and settings', () => {
  it('keeps places, and changes one that is put again', () => {
    const catalog = scratchCatalog();
    const place = samplePlace();
    catalog.places.put(place);
    catalog.places.put({ ...place, folder: '/mnt/backups' });
    expect(catalog.places.list()).toEqual([{ ...place, folder: '/mnt/backups' }]);
    expect(catalog.places.find(place.id)).toEqual({ ...place, folder: '/mnt/backups' });
    expect(catalog.places.find(samplePlace().id)).toBeNull();
  });

  it('answers with the initial value of a setting until it is put', () => {
    const catalog = scratchCatalog();
    const placeId = PlaceId.parse('5f2b8a53-9c1f-4b57-9a5e-3f2f6c7a1b11');
    expect([catalog.settings.get('theme'), catalog.settings.get('place-id')]).toEqual(['system', null]);
    catalog.settings.put('theme', 'light');
    catalog.settings.put('theme', 'dark');
    catalog.settings.put('place-id', placeId);
    expect([catalog.settings.get('theme'), catalog.settings.get('place-id')]).toEqual(['dark', placeId]);
  });
});
