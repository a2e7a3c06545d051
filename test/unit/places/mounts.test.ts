import { expect, test } from 'vitest';
import { parseMountTable } from '../../../src/main/places/drives/mounts.ts';
import { locationOfManifest } from '../../../src/main/places/s3/keys.ts';
import type { S3Place } from '../../../src/shared/model/place.ts';

test('finds mount points with spaces, umlauts and backslashes, and leaves out what the system mounts for itself', () => {
  const table = [
    '22 28 0:21 / /proc rw,nosuid - proc proc rw',
    '95 28 8:17 / /media/ops/Vault\\040A rw,nosuid shared:1 - exfat /dev/sdb1 rw',
    '96 28 8:33 / /media/ops/Bücher\\134x rw - vfat /dev/sdc1 rw',
    '97 28 8:34 / /media/ops/Vault\\040A rw - exfat /dev/sdd1 rw',
    '',
  ].join('\n');
  expect(parseMountTable(table)).toEqual([
    { mount: '/media/ops/Vault A', label: 'Vault A' },
    { mount: '/media/ops/Bücher\\x', label: 'Bücher\\x' },
  ]);
});

test('takes for a backup in a bucket what has a manifest one or two folders below the prefix, and nothing else', () => {
  const at = (prefix: string, key: string) => locationOfManifest({ prefix } as S3Place, key);
  expect(at('h', 'h/site/folder/manifest.json')).toBe('h/site/folder');
  expect(at('h', 'h/folder/manifest.json')).toBe('h/folder');
  expect(at('', 'site/folder/manifest.json')).toBe('site/folder');
  expect(at('h', 'h/manifest.json')).toBeNull();
  expect(at('h', 'h/a/b/c/manifest.json')).toBeNull();
  expect(at('h', 'other/site/folder/manifest.json')).toBeNull();
  expect(at('h', 'h/.hidden/folder/manifest.json')).toBeNull();
  expect(at('h', 'h/site/folder/manifest.json.bak')).toBeNull();
});
