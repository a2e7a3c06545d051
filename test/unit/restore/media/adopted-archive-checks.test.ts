import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { adoptedArchiveChecks } from '../../../../src/main/restore/media/adopted-archive-checks.ts';
import { BackupId } from '../../../../src/shared/model/ids.ts';
import type { MediaArtifact } from '../../../../src/shared/model/artifact.ts';
import type { MediaChoice } from '../../../../src/shared/model/restore.ts';
import { sampleServer, sampleSite } from '../../model-samples.ts';
import { sampleMediaArtifact, sampleMediaSource } from '../../part-samples.ts';

const site = sampleSite(sampleServer());
const media = { ...sampleMediaSource(site), folders: ['storage/app/public'] };

function found(changes: Partial<MediaArtifact>, mode: MediaChoice['mode'], trigger: 'adopted' | 'manual' = 'adopted') {
  const artifact = { ...sampleMediaArtifact(media, { chain: [BackupId.parse(randomUUID())] }), ...changes };
  const choice: MediaChoice = { artifactId: artifact.id, mode, compareBy: 'hash', paths: [] };
  return adoptedArchiveChecks({ trigger }, [media], { artifact, choice }).map(({ verdict, found: what }) => [verdict, what]);
}

describe('an archive the server packed itself', () => {
  it('never goes into a folder of the site that only has the same name', () => {
    for (const mode of ['whole', 'different', 'paths'] as const) {
      expect(found({ folders: ['public'] }, mode)).toEqual([['stop', 'public']]);
      expect(found({ folders: ['.'] }, mode)).toEqual([['stop', '.']]);
    }
  });

  it('is taken for what it says where the site keeps media', () => {
    expect(found({ folders: ['storage/app/public'] }, 'whole')).toEqual([]);
    expect(found({ folders: ['storage/app/public/products'] }, 'whole')).toEqual([]);
    expect(found({ folders: ['public'] }, 'whole', 'manual')).toEqual([]);
  });

  it('replaces no folder as a whole in which more than media lies, nor by changes alone', () => {
    expect(found({ folders: ['storage'] }, 'whole')).toEqual([['stop', 'storage']]);
    expect(found({ folders: ['storage'] }, 'different')).toEqual([]);
    expect(found({ folders: ['storage/app/public'], kind: 'incremental' }, 'whole')).toEqual([['stop', 'only those that changed']]);
    expect(found({ folders: ['storage/app/public'], kind: 'incremental' }, 'different')).toEqual([]);
  });
});
