import { expect, it } from 'vitest';
import { isOwnPath } from '../../../../src/main/sites/media/own-folders.ts';

it.each([
  'uploads.hf-0123456789ab',
  'a/uploads.hf-old-0123456789ab/x.jpg',
  '.hf-ops-0123456789ab/plan',
  'b/.hf-late2-0123456789ab',
  '.holdfast-site',
])('knows %s as something of a restore', (path) => expect(isOwnPath(path)).toBe(true));

it.each([
  'uploads',
  'a.hf-old/x',
  'photo.hf-0123456789ab.jpg',
  'x.hf-0123456789abc',
  '.hf-0123456789',
  'hf-0123456789ab',
  'other/.holdfast-site',
])('leaves %s to the site', (path) => expect(isOwnPath(path)).toBe(false));
