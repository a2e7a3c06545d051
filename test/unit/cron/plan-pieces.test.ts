import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { alreadyRuns } from '../../../src/main/cron/already-runs.ts';
import { parseCronAnswer } from '../../../src/main/cron/cron-answer.ts';
import { cronTime, folderNameOf } from '../../../src/main/cron/cron-lines.ts';
import { compareProgram } from '../../../src/main/cron/program-state.ts';
import { parseServerStatus } from '../../../src/main/cron/server-status.ts';
import { siteConf } from '../../../src/main/cron/site-conf.ts';
import { serverFile } from '../../../src/main/cron/server-file.ts';
import { DEFAULT_CRON_PLAN } from '../../../src/shared/model/cron-presets.ts';
import { sampleServer, sampleSite, sampleSource } from '../model-samples.ts';

const site = sampleSite(sampleServer(), { name: "Æther's \n shop 100%", root: "/srv/it's here" });
const UTC = { name: 'UTC', offsetMinutes: 0 };

describe('what is written for a server', () => {
  it('names a folder that every shell and every disk takes', () => {
    expect(folderNameOf({ id: '3f0f9a30-1', name: ' Café Zürich / Shop ' })).toBe('cafe-zurich-shop-3f0f9a30');
    expect(folderNameOf({ id: '3f0f9a30-1', name: '商店' })).toBe('site-3f0f9a30');
    expect(folderNameOf({ id: '3f0f9a30-1', name: 'x'.repeat(90) })).toHaveLength(49);
  });

  it('is a line that cron hands to the shell as one word for the program, also with quotes and percent signs in the path', () => {
    const { text, command } = cronTime({ work: 'database', rhythm: { kind: 'daily', at: '02:05' } }, "/home/o'neil 5%", UTC, 0);
    expect(text).toBe(`5 2 * * * ${command}`);
    // As cron does: a bare percent sign ends the command, one behind a backslash is itself.
    const handed = command.replaceAll('\\%', '%').replace('>/dev/null 2>&1', '').replace('/bin/sh ', "printf '%s|' ");
    expect(execFileSync('sh', ['-c', handed], { encoding: 'utf8' })).toBe("/home/o'neil 5%/holdfast-server.sh|database|");
    expect(command.replaceAll('\\%', '')).not.toContain('%');
  });

  it('keeps every value on one line, as sh reads it', () => {
    const { text, warnings } = siteConf(site, [sampleSource(site)], DEFAULT_CRON_PLAN);
    expect(text).toContain("SITE_NAME='Æther'\\''s shop 100%'\n");
    expect(text).toContain("SITE_ROOT='/srv/it'\\''s here'\n");
    expect(text).toContain("RUN_TIMES='database 0 2 * * *'\n");
    for (const line of text.trimEnd().split('\n')) expect(line).toMatch(/^(?:#.*|[A-Z_]+='.*')$/u);
    expect(warnings.map(({ code }) => code)).toEqual(['no-media']);
  });

  it('says which databases the server cannot sign in to', () => {
    const one = sampleSource(site);
    const other = sampleSource(site, { database: 'crm', access: { from: 'keychain' } });
    const { text, warnings, typedIn } = siteConf(site, [other, one], DEFAULT_CRON_PLAN);
    expect([...text.matchAll(/^DATABASES='(.*)'$/gmu)].map(([, name]) => name)).toEqual(['aurora_shop']);
    expect(warnings.find(({ code }) => code === 'database-left-out')?.text).toContain('crm');
    expect(typedIn).toBeNull();
    expect(siteConf(site, [other], DEFAULT_CRON_PLAN).typedIn).toEqual(other);
  });

  it('leaves its own backups out where the whole home is captured', () => {
    const media = {
      id: sampleSource(site).id,
      siteId: site.id,
      kind: 'media',
      folders: ['.'],
      excludes: ['*.log'],
      symlinks: 'keep',
      compression: null,
    } as const;
    const { text } = siteConf(site, [{ ...media, folders: ['.'], excludes: ['*.log'] }], DEFAULT_CRON_PLAN);
    expect(text).toContain("MEDIA_EXCLUDES='*.log'\nMEDIA_EXCLUDES='.holdfast/'\n");
  });
});

describe('what a server says', () => {
  it('is nothing at all when it did not come whole', () => {
    const whole = ['home', '/home/a', 'now', '1', 'offset', '-0330', 'crontab', 'missing', 'done', ''].map((word) => `${word}\0`).join('');
    expect(parseCronAnswer(Buffer.from(whole))).toMatchObject({
      mode: 'panel',
      modeReason: expect.stringContaining('no crontab program'),
      zone: { offsetMinutes: -210 },
    });
    for (let cut = 0; cut < whole.length; cut += 1) expect(parseCronAnswer(Buffer.from(whole.slice(0, cut)))).toBeNull();
  });

  it('is read from status.json as far as it says something, and not at all from another file', () => {
    const kinds = {
      database: {
        result: 'failed',
        last_start: '2026-11-26T02:00:00Z',
        last_end: '2026-11-26T02:00:03Z',
        last_failure_reason: 'Access denied',
        duration_seconds: 3,
      },
      media: { result: 'running', last_start: '2026-11-26T02:10:00Z', last_end: '2026-11-19T02:10:00Z' },
      cleanup: { result: 'never', last_start: null, last_end: null },
      later: { result: 'ok' },
    };
    const status = parseServerStatus(
      JSON.stringify({ format: 'holdfast-server-status/1', kinds, conditions: [{ code: 'disk', since: null, text: 'full' }] }),
    );
    expect(status?.runs).toMatchObject([
      { work: 'database', outcome: 'failed', reason: 'Access denied', at: '2026-11-26T02:00:03.000Z', durationMs: 3000 },
      { work: 'media', outcome: 'running', at: '2026-11-26T02:10:00.000Z' },
    ]);
    expect(status?.conditions).toEqual([{ code: 'disk', since: null, text: 'full' }]);
    for (const text of ['', '{', '[]', '{"format":"x"}', 'null']) expect(parseServerStatus(text)).toBeNull();
  });

  it('tells an older program from a newer one and from one that somebody changed', () => {
    const { version, sha256 } = serverFile;
    expect(compareProgram(null)).toBe('missing');
    expect(compareProgram({ version, sha256 })).toBe('current');
    expect(compareProgram({ version, sha256: 'x' })).toBe('changed');
    expect(compareProgram({ version: '0.9.12', sha256: 'x' })).toBe('older');
    expect(compareProgram({ version: '', sha256: 'x' })).toBe('older');
    expect(compareProgram({ version: '99.0.0', sha256: 'x' })).toBe('newer');
  });

  it('names what makes backups already, and nothing that only looks like it', () => {
    const facts = { ownCommand: "'/h/.holdfast/a/holdfast-server.sh'", siteRoot: '/srv/a', hasSpatie: false, schedule: null };
    const kinds = (lines: readonly string[], schedule: string | null = null) =>
      alreadyRuns({ ...facts, lines, schedule }).map(({ kind }) => kind);
    expect(kinds(['# 0 1 * * * mysqldump x', '* * * * * php /srv/b/artisan schedule:run', '0 1 * * * /bin/true'])).toEqual([]);
    expect(kinds(['* * * * * cd /srv/a && php artisan schedule:run >/dev/null'])).toEqual(['schedule-runner']);
    expect(kinds(['0 1 * * * root mariadb-dump --all-databases'])).toEqual(['dump-line']);
    expect(kinds(["0 1 * * * /bin/sh '/h/.holdfast/a/holdfast-server.sh' database"])).toEqual(['other-holdfast']);
    expect(alreadyRuns({ ...facts, lines: [], schedule: '0 1 * * *  php artisan backup:run' })[0]?.text).toContain('makes backups');
    expect(alreadyRuns({ ...facts, lines: [], schedule: '0 1 * * *  php artisan queue:prune' })[0]?.text).toContain('none of which');
  });
});
