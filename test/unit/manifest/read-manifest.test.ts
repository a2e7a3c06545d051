import { describe, expect, test } from 'vitest';
import { parseManifest } from '../../../src/main/manifest/read-manifest.ts';
import { sampleManifest, sampleServer, sampleSite, sampleSource } from '../model-samples.ts';

const server = sampleServer();
const site = sampleSite(server);
const manifest = sampleManifest(site, server, [sampleSource(site)]);
const text = (changes: object): string => JSON.stringify({ ...manifest, ...changes });
const withArtifact = (changes: object): string =>
  text({ backup: { ...manifest.backup, artifacts: manifest.backup.artifacts.map((artifact) => ({ ...artifact, ...changes })) } });

describe('reading a manifest', () => {
  test('gives back what was written', () => {
    expect(parseManifest(text({}))).toEqual({ state: 'read', manifest });
  });

  test('knows one of a newer app, even if nothing else of it can be understood', () => {
    expect(parseManifest('{"format":"holdfast-manifest","version":3,"pages":[]}')).toMatchObject({ state: 'from-newer-app' });
  });

  test.each([
    ['is not JSON', '{"format":"holdfast-man'],
    ['is of another program', '{"format":"something-else","version":1}'],
    ['is empty', ''],
    ['lacks a part', text({ server: undefined })],
    ['names an artifact outside its folder', withArtifact({ file: '../../.ssh/id_ed25519' })],
    ['names an artifact by a Windows path', withArtifact({ file: String.raw`..\secrets` })],
    ['names a folder outside the site', text({ backup: { ...manifest.backup, folder: '..' } })],
    ['mixes two sites', text({ site: sampleSite(server) })],
    ['mixes two servers', text({ server: sampleServer() })],
    ['has the sources of another site', text({ sources: [sampleSource(sampleSite(server))] })],
  ])('refuses one that %s', (_what, content) => {
    expect(parseManifest(content)).toMatchObject({ state: 'damaged' });
  });
});
