import { describe, expect, it } from 'vitest';
import { serverFile } from '../../../../src/main/cron/server-file.ts';
import { findTool, needTool, run } from '../../../lab/tools.ts';
import { makeServerSite, SHELLS } from './server-site.ts';

const shellcheck = await findTool('shellcheck');

describe('the file', () => {
  it.skipIf(shellcheck === undefined)('has nothing that shellcheck would say a word about', async () => {
    expect(await run(shellcheck ?? '', ['-s', 'sh', '-'], { input: serverFile.text })).toBe('');
  });

  it.each(SHELLS)('is understood by %s, and says its version and its commands', async (shell) => {
    await run(await needTool(shell), [...(shell === 'busybox' ? ['sh'] : []), '-n'], { input: serverFile.text });
    await using site = await makeServerSite();
    expect(await site.run('version', { shell })).toEqual({ code: 0, stdout: `${serverFile.version}\n`, stderr: '' });
    expect(await site.run('backup', { shell })).toMatchObject({
      code: 64,
      stderr: expect.stringContaining('say one of: database, structure') as unknown,
    });
  });

  it('looks at all that a backup needs without making one', async () => {
    await using site = await makeServerSite({ MEDIA_FOLDERS: ['nowhere'] });
    const ended = await site.run('test');
    expect(ended.code).toBe(1);
    expect(ended.stdout).toMatch(/^ok {4}version .* which is private$/m);
    expect(ended.stdout).toContain('FAIL  folder nowhere is not there, or cannot be read');
    expect(await site.backups('media')).toEqual([]);
  });
});
