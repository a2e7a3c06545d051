import type { Artifact, MediaCounts } from '../../../src/shared/model/artifact.ts';
import type { Backup, BackupDetails, Copy } from '../../../src/shared/model/backup.ts';
import type { Server } from '../../../src/shared/model/server.ts';
import type { Site } from '../../../src/shared/model/site.ts';
import { artifactId, backupId, sourceId } from './ids.ts';
import { makeDetails } from './details.ts';
import { makeProof } from './models.ts';
import { BUCKET, DRIVE, HOME, PLACES } from './places.ts';
import { ago } from './times.ts';

const COUNTS: MediaCounts = {
  files: 100_006,
  bytes: 18_201_304_334,
  folders: 412,
  links: 1,
  added: 57,
  changed: 4,
  removed: 11,
  touched: 9,
  skipped: 1,
};

const TIMES = { capturedFrom: ago(26), capturedTo: ago(25.96) } as const;

const MEDIA: Artifact = {
  ...TIMES,
  id: artifactId(12),
  sourceId: sourceId(11),
  part: 'media',
  kind: 'incremental',
  file: 'media-public.inc.tar',
  bytes: 41_700_000,
  sha256: '07cd2ee01ba8f4909e74285a7cd2ee0d1ba8f4909e742851f06b7d9b81e60d2f',
  compression: 'none',
  uncompressedBytes: 41_700_000,
  folders: ['storage/app/public', 'public/uploads'],
  archiveTool: { name: 'GNU tar', version: '1.35' },
  fileList: {
    file: 'media-public.files.jsonl.gz',
    bytes: 2_310_000,
    sha256: '92d7f0b6a3c85e1441f8c2d392d7f0b6a3c85e1441f8c2d392d7f0b6a3c85e14',
  },
  counts: COUNTS,
  chain: [backupId(3), backupId(2)],
  synthetic: false,
  resumed: 2,
};

const CONFIG: Artifact = {
  ...TIMES,
  id: artifactId(13),
  sourceId: sourceId(12),
  part: 'config',
  kind: 'full',
  file: 'config.tar.age',
  bytes: 14_200,
  sha256: 'e4402b9f5d1c7a88d20c6147e4402b9f5d1c7a88d20c6147e4402b9f5d1c7a88',
  compression: 'none',
  uncompressedBytes: 13_824,
  recipients: ['age1qyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqs3290gq'],
  entries: [
    { name: '.env', bytes: 1_204 },
    { name: 'composer.lock', bytes: 9_870 },
    { name: 'holdfast/crontab.txt', bytes: 212 },
  ],
  applicationKey: { name: 'APP_KEY', fingerprint: 'ac41e2d09b7f9e07' },
  versions: { php: '8.3.14', framework: 'Laravel 11.31' },
};

/** Backup 2 of a site: database, media as an incremental, settings; copies in three places. */
export function makeWholeDetails(site: Site, server: Server): BackupDetails {
  const plain = makeDetails(site, server);
  const backup: Backup = {
    ...plain.backup,
    id: backupId(2),
    trigger: 'checkpoint',
    label: 'before Laravel 12',
    kind: 'incremental',
    folder: '2026-11-19T064100Z-incremental',
    startedAt: ago(26),
    completedAt: ago(25.96),
    bytes: 256_400_000,
    artifacts: [...plain.backup.artifacts, MEDIA, CONFIG],
  };
  const copy = (placeId: Copy['placeId'], location: string, proof: Copy['proof']): Copy => ({
    backupId: backup.id,
    placeId,
    location,
    proof,
  });
  const copies = [
    copy(HOME, `/home/ada/Holdfast/${site.name}/${backup.folder}`, makeProof('sound', ago(25))),
    copy(
      DRIVE,
      `/media/ada/Vault-A/Holdfast/${site.name}/${backup.folder}`,
      makeProof('intact', ago(40), {
        at: ago(39.6),
        step: 'intact',
        code: 'verify.hash-differs',
        text: 'config.tar.age was changed since it was made',
      }),
    ),
    copy(BUCKET, `backups/${site.name}/${backup.folder}`, makeProof('intact', ago(24))),
  ];
  return {
    ...plain,
    backup,
    note: 'Ada upgrades on Thursday evening; go back to this one when the queue stalls.',
    held: true,
    copies: copies.map((entry) => ({ copy: entry, place: placeOf(entry.placeId) })),
    neededBy: [{ id: backupId(1), startedAt: ago(7.72) }],
  };
}

function placeOf(id: Copy['placeId']) {
  const place = PLACES.find((entry) => entry.id === id);
  if (place === undefined) throw new Error('the world has this place');
  return place;
}
