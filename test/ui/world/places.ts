import type { Place, PlaceStatus, PlaceTestReport, DriveCandidate } from '../../../src/shared/model/place.ts';
import { placeId, serverId } from './ids.ts';
import { NOW, ago } from './times.ts';

export const HOME = placeId(1);
export const DRIVE = placeId(2);
export const BUCKET = placeId(3);
export const BOX = placeId(4);

export const PLACES: readonly Place[] = [
  { id: HOME, kind: 'this-computer', name: 'This computer', offsite: true, folder: '/home/ada/Holdfast' },
  {
    id: DRIVE,
    kind: 'drive',
    name: 'Vault-A',
    offsite: true,
    folder: '/media/ada/Vault-A/Holdfast',
    folderOnDrive: 'Holdfast',
    lastSeenAt: ago(39.6),
  },
  {
    id: BUCKET,
    kind: 's3',
    name: 's3-main',
    offsite: true,
    endpoint: null,
    region: 'eu-central-1',
    bucket: 'ada-holdfast',
    prefix: 'backups',
    pathStyle: false,
    storageClass: 'STANDARD_IA',
    encryption: 'AES256',
    kmsKeyId: null,
    objectLock: null,
    checksums: 'sdk',
    accessKeyId: 'AKIAEXAMPLE',
  },
  { id: BOX, kind: 'server-folder', name: 'Storage box', offsite: false, serverId: serverId(2), folder: '/srv/holdfast' },
];

/** This computer, a drive that is unplugged, a bucket nobody asked yet, a server that does not answer. */
export function placeStatuses(): PlaceStatus[] {
  const [home, drive, bucket, box] = PLACES;
  if (home === undefined || drive === undefined || bucket === undefined || box === undefined) throw new Error('four places');
  return [
    {
      place: home,
      isHome: true,
      presence: { state: 'there', freeBytes: 312_000_000_000, totalBytes: 960_000_000_000 },
      copies: 46,
      failedCopies: 1,
      bytes: 31_700_000_000,
      newestCopyAt: ago(7.7),
      oldestProofAt: ago(24 * 31),
      neverRead: 0,
      owed: 0,
    },
    {
      place: drive,
      isHome: false,
      presence: { state: 'absent', reason: 'The drive is not plugged in.' },
      copies: 44,
      failedCopies: 0,
      bytes: 31_100_000_000,
      newestCopyAt: ago(39.6),
      oldestProofAt: ago(24 * 38),
      neverRead: 0,
      owed: 3,
    },
    {
      place: bucket,
      isHome: false,
      presence: null,
      copies: 12,
      failedCopies: 0,
      bytes: 9_420_000_000,
      newestCopyAt: ago(7.2),
      oldestProofAt: ago(24 * 9),
      neverRead: 0,
      owed: 2,
    },
    {
      place: box,
      isHome: false,
      presence: { state: 'unreachable', reason: 'shared-07 did not answer within 10 s.' },
      copies: 34,
      failedCopies: 0,
      bytes: 16_100_000_000,
      newestCopyAt: ago(7.5),
      oldestProofAt: null,
      neverRead: 0,
      owed: 0,
    },
  ];
}

export const CANDIDATES: readonly DriveCandidate[] = [
  { mount: '/media/ada/Vault-B', label: 'Vault-B', freeBytes: 717_000_000_000, totalBytes: 1_000_000_000_000, placeId: null },
  { mount: '/media/ada/CAMERA', label: '', freeBytes: 11_000_000_000, totalBytes: 64_000_000_000, placeId: null },
];

export function testReport(id: PlaceTestReport['placeId']): PlaceTestReport {
  return {
    placeId: id,
    testedAt: new Date(NOW).toISOString(),
    usable: true,
    rows: [
      { id: 'reach', label: 'Reached', found: 'answered in 84 ms', verdict: 'ok', why: '' },
      { id: 'write', label: 'Write a file', found: '1.05 MB in 0.4 s', verdict: 'ok', why: '' },
      { id: 'read-back', label: 'Read it back', found: 'the same bytes', verdict: 'ok', why: '' },
      {
        id: 'delete-forever',
        label: 'Delete for ever',
        found: 'allowed',
        verdict: 'attention',
        why: 'Who steals this key can delete every copy here. A key without s3:DeleteObjectVersion, with versioning on, is safer.',
      },
      { id: 'object-lock', label: 'Object lock', found: 'not asked for', verdict: 'not-tried', why: '' },
    ],
  };
}
