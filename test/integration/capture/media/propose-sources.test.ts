import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { lookAtMedia } from '../../../../src/main/capture/media/look-at-media.ts';
import { proposeSources } from '../../../../src/main/capture/media/propose-sources.ts';
import type { MediaDraft } from '../../../../src/shared/model/source.ts';
import { createMediaTree } from '../../../lab/practice-site/media-tree.ts';
import { linkTo, never, serverFor, SHELLS } from '../../servers/lab-servers.ts';
import { startMediaLab, type MediaLab } from './media-lab.ts';

function fill(lab: MediaLab, files: Readonly<Record<string, string>>) {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(join(lab.root, dirname(path)), { recursive: true });
    writeFileSync(join(lab.root, path), content);
  }
}

const DRAFT: MediaDraft = { kind: 'media', folders: ['storage/app'], excludes: ['*.log'], symlinks: 'keep', compression: null };

describe.each(SHELLS)('under %s', (_name, options) => {
  test('proposes the folders a Laravel site has, none of them twice, and leaves out the backups it makes itself', async () => {
    await using lab = await startMediaLab({ ...options, chattyLogin: true });
    await using linked = linkTo([serverFor(lab.sshd)]);
    fill(lab, {
      '.env': 'APP_NAME="Aurora Market"\nDB_DATABASE=shop\n',
      'composer.lock': '{}',
      'storage/app/public/a.jpg': '12345',
      'storage/app/backups/shop.sql.gz': '1234567890',
      'storage/app/Aurora Market/2026-11-21-02-00-00.zip': 'zip',
      'public/uploads/b.jpg': '123',
      'public/uploads/c.jpg': '4567',
    });
    symlinkSync('../storage/app/public', join(lab.root, 'public/storage'));
    const proposals = await linked.shell((shell) => proposeSources(shell, lab.site, never));
    expect(proposals.media).toEqual([
      { folder: 'storage/app', files: 3, bytes: 18, proposed: true },
      { folder: 'storage/app/public', files: 1, bytes: 5, proposed: false },
      { folder: 'public/storage', files: 1, bytes: 5, proposed: false },
      { folder: 'public/uploads', files: 2, bytes: 7, proposed: true },
    ]);
    expect(proposals.excludes).toEqual(expect.arrayContaining(['/backups/', '/Aurora Market/', 'livewire-tmp/']));
    expect(proposals.config).toEqual({ envFile: '.env', found: ['.env', 'composer.lock'] });
    expect(proposals.serverBackups).toEqual([
      { folder: 'storage/app/backups', files: 1, bytes: 10 },
      { folder: 'storage/app/Aurora Market', files: 1, bytes: 3 },
    ]);
  });

  test('a look at a source counts what it would hold and says which compression pays', async () => {
    await using lab = await startMediaLab(options);
    await using linked = linkTo([serverFor(lab.sshd)]);
    createMediaTree(join(lab.media, 'photos'), { files: 20, bytes: 400_000, seed: 'photos' });
    createMediaTree(join(lab.media, 'texts'), { files: 3, bytes: 3_000, seed: 'texts', content: 'text' });
    fill(lab, { 'storage/app/big.log': 'x'.repeat(1_000_000) });
    symlinkSync('photos', join(lab.media, 'link'));
    const look = await linked.shell((shell) => lookAtMedia(shell, lab.site, { ...DRAFT, folders: ['storage/app', 'gone'] }, never));
    expect(look).toMatchObject({ files: 23, links: 1, skipped: [], missing: ['gone'], unreadable: [] });
    expect(look.advice).toMatchObject({
      proposed: 'none',
      why: expect.stringMatching(/^\d+ of \d+ sampled files are compressed already/u),
    });
    const texts = await linked.shell((shell) => lookAtMedia(shell, lab.site, { ...DRAFT, excludes: ['photos/'] }, never));
    expect(texts.advice.proposed).toBe(options.loginShell === 'busybox' ? 'gzip' : 'zstd');
    expect(texts.advice.ratio).toBeLessThan(0.2);
  });
});

test('proposes the folder of a Django site even where it is a link to another disk', async () => {
  await using lab = await startMediaLab();
  await using linked = linkTo([serverFor(lab.sshd)]);
  fill(lab, { 'disk/a.jpg': '123' });
  symlinkSync('disk', join(lab.root, 'media'));
  const { media } = await linked.shell((shell) => proposeSources(shell, { ...lab.site, profile: 'django' }, never));
  expect(media).toEqual([{ folder: 'media', files: 1, bytes: 3, proposed: true }]);
});
