import { describe, expect, test } from 'vitest';
import type { ListedFile } from '../../../../src/main/archive/file-list.ts';
import { newExecutables } from '../../../../src/main/capture/media/new-executables.ts';

const file = (path: string, sha256: string, mode = 0o644): ListedFile => ({
  path: Buffer.from(path),
  type: 'file',
  bytes: 1,
  mtimeNs: 0n,
  mode,
  uid: 0,
  gid: 0,
  user: '',
  group: '',
  target: null,
  sha256: sha256.repeat(64),
  at: 0,
});
const photos = ['1', '2', '3', '4'].map((name) => file(`uploads/${name}.jpg`, name));

describe('programs among the files', () => {
  test('are named when they are new or changed', () => {
    const old = file('uploads/old.php', 'a');
    const before = [...photos, old, file('uploads/edited.php', 'b')];
    const now = [...photos, old, file('uploads/edited.php', 'c'), file('uploads/shell.php.jpg', 'd'), file('uploads/run', 'e', 0o755)];
    const warning = newExecutables(before, now);
    expect(warning?.code).toBe('new-executables');
    for (const name of ['uploads/edited.php', 'uploads/shell.php.jpg', 'uploads/run']) expect(warning?.text).toContain(name);
    expect(warning?.text).not.toContain('old.php');
  });

  test('are no news where nothing came, or only pictures did', () => {
    expect(newExecutables(photos, photos)).toBeNull();
    expect(newExecutables(photos, [...photos, file('uploads/5.jpg', '5')])).toBeNull();
  });
});
