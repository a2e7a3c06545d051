import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { BundleArtifact } from '../../../src/shared/model/artifact.ts';
import { dumpsOf } from '../../../src/shared/model/dump.ts';
import { BackupId } from '../../../src/shared/model/ids.ts';
import { sampleArtifact, sampleServer, sampleSite, sampleSource, sampleZippedDump } from '../model-samples.ts';
import { sampleMediaArtifact, sampleMediaSource } from '../part-samples.ts';

it('a zip that was adopted before its dumps could be restored is read and shown, and offers none of them', () => {
  const site = sampleSite(sampleServer());
  const { fileList, counts } = sampleMediaArtifact(sampleMediaSource(site), { chain: [BackupId.parse(randomUUID())] });
  const dump = sampleZippedDump('aurora_shop');
  const zip = { ...sampleArtifact(sampleSource(site)), part: 'bundle', format: 'zip', encrypted: true, fileList, counts } as const;

  expect(dumpsOf([BundleArtifact.parse({ ...zip, dumps: [dump] })]).map(({ inZip }) => inZip?.path)).toEqual([dump.path]);

  const { path, database, compression, bytes, inventory } = dump;
  const before = BundleArtifact.parse({ ...zip, dumps: [{ path, database, compression, bytes, inventory }] });
  expect(before.dumps).toEqual([{ path, database, compression, bytes, inventory }]);
  expect(dumpsOf([before])).toEqual([]);
});
