import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { differingFiles } from '../../../../src/main/restore/runbooks/differing-files.ts';
import { createMediaTree } from '../../../lab/practice-site/media-tree.ts';
import { never } from '../../servers/lab-servers.ts';
import { startRestoreLab } from '../media/restore-lab.ts';

it('names every file that differs from the backup, those that can be run first', async () => {
  await using lab = await startRestoreLab();
  const { media, root } = lab.media;
  createMediaTree(media, { files: 30, bytes: 30_000, seed: 'differing' });
  mkdirSync(join(media, 'docs'));
  writeFileSync(join(media, 'docs/price list.txt'), 'as it was');
  writeFileSync(join(media, 'docs/removed.txt'), 'gone later');
  lab.settle();
  const captured = await lab.backUp();
  writeFileSync(join(media, 'docs/price list.txt'), 'defaced, and longer');
  rmSync(join(media, 'docs/removed.txt'));
  writeFileSync(join(media, 'docs/a new picture.jpg'), 'picture');
  writeFileSync(join(media, 'docs/z.phtml'), '<?php');
  lab.settle();
  const lines = await differingFiles([lab.workFor(captured)], { serverId: lab.server.id, root }, lab.connections, never);
  const prefix = lines[0]?.match(/new {2}(.*)docs\/z\.phtml/)?.[1] ?? '';
  expect(lines.map((line) => line.replace(/ {2}\([^(]*\)$/, ''))).toEqual([
    `CAN RUN  new  ${prefix}docs/z.phtml`,
    `new  ${prefix}docs/a new picture.jpg`,
    `changed  ${prefix}docs/price list.txt`,
    `missing  ${prefix}docs/removed.txt`,
  ]);
  expect(lines[0]).toMatch(/\(5\u00a0bytes, 20\d\d-.*Z\)$/);
});
