import { describe, expect, it } from 'vitest';
import { UsageError } from '../../../src/main/cli/command.ts';
import { choiceOf, momentOf, situationOf } from '../../../src/main/cli/restore-answers.ts';
import { BackupId, IncidentId, SiteId } from '../../../src/shared/model/ids.ts';
import { RestoreChoice } from '../../../src/shared/model/restore.ts';
import { Branch, type Situation } from '../../../src/shared/model/situation.ts';
import { hoursBefore, NOON, sampleArtifact, sampleServer, sampleSite, sampleSource } from '../model-samples.ts';
import { sampleMediaArtifact, sampleMediaSource } from '../part-samples.ts';

const now = Date.parse(NOON);
const site = sampleSite(sampleServer());
const backupId = BackupId.parse(crypto.randomUUID());
const shop = sampleArtifact(sampleSource(site));
const blog = sampleArtifact(sampleSource(site, { database: 'blog' }), {
  inventory: { ...shop.inventory, tables: [{ name: 'posts', rows: 1, definition: null, data: null }] },
});
const media = sampleMediaArtifact(sampleMediaSource(site, { folders: ['storage/app/public'] }), { chain: [backupId] });
const chosen = {
  incidentId: IncidentId.parse(crypto.randomUUID()),
  backupId,
  placeId: null,
  targetSiteId: SiteId.parse(site.id),
  artifacts: [shop, blog, media],
};
const situation = (options: Record<string, string>, before: Situation | null = null) => situationOf(options, before, now);
const choice = (options: Record<string, string | boolean>) =>
  RestoreChoice.parse(choiceOf(options, situationOf(options, null, now), chosen));

describe('times', () => {
  it('are moments or how long ago', () => {
    const of = (when: string) => momentOf({ when }, 'when', now);
    expect([of('26h'), of('3d'), of('90m'), of('2026-11-20T22:00Z')]).toEqual([
      hoursBefore(26),
      hoursBefore(72),
      hoursBefore(1.5),
      '2026-11-20T22:00:00.000Z',
    ]);
    expect(momentOf({}, 'when', now)).toBeUndefined();
    for (const wrong of ['yesterday-ish', '12', '2027-01-01T00:00Z']) expect(() => of(wrong)).toThrow(UsageError);
  });
});

describe('what happened', () => {
  it('is asked for with the whole tree when neither the command nor the incident says it', () => {
    expect(() => situation({})).toThrow(/--branch is needed[\s\S]*The site was hacked/u);
    expect(() => situation({ branch: 'flooded' })).toThrow(UsageError);
    expect(() => situation({ branch: 'table-dropped' })).toThrow(/--tables/u);
  });

  it('keeps earlier answers on the same branch, and none of another', () => {
    const first = situation({ branch: 'hacked', 'first-sign': '26h', margin: '24', noticed: '1h', writing: 'yes' });
    expect(first).toMatchObject({ firstSignAt: hoursBefore(26), marginHours: 24, noticedAt: hoursBefore(1), stillWriting: true });
    expect(situation({ margin: '48' }, first)).toEqual({ ...first, marginHours: 48 });
    expect(situation({ branch: 'practice' }, first)).toMatchObject({ branch: 'practice', firstSignAt: null, marginHours: 0 });
  });
});

describe('what comes back', () => {
  it('follows the branch', () => {
    const parts = Branch.options.map((branch) => {
      const { databases, media: files } = choice({ branch, tables: branch === 'table-dropped' ? 'orders' : '' });
      return [branch, databases.map(({ tables }) => tables?.length ?? 'whole'), files.map(({ mode }) => mode)];
    });
    expect(parts).toEqual([
      ['data-damaged', ['whole', 'whole'], []],
      ['hacked', ['whole', 'whole'], ['whole']],
      ['table-dropped', [1], []],
      ['update-failed', ['whole', 'whole'], ['different']],
      ['media-broken', [], ['different']],
      ['server-gone', ['whole', 'whole'], ['whole']],
      ['practice', ['whole', 'whole'], []],
    ]);
  });

  it('is what the options say where they say something else', () => {
    const own = choice({
      branch: 'data-damaged',
      database: 'blog',
      media: 'different',
      'compare-by': 'hash',
      method: 'in-place',
      'no-maintenance': true,
      migrate: true,
    });
    expect(own).toMatchObject({
      databases: [{ artifactId: blog.id, tables: null, content: 'all' }],
      media: [{ mode: 'different', compareBy: 'hash' }],
      method: 'in-place',
      maintenance: false,
      migrate: true,
    });
    expect(choice({ branch: 'hacked', database: 'nothing', media: 'nothing' })).toMatchObject({ databases: [], media: [] });
    expect(choice({ branch: 'table-dropped', tables: 'orders,posts', action: 'merge' }).databases.map(({ tables }) => tables)).toEqual([
      [{ name: 'orders', action: 'merge' }],
      [{ name: 'posts', action: 'merge' }],
    ]);
    expect(choice({ branch: 'media-broken', paths: 'storage/app/public/a b.jpg' }).media).toMatchObject([
      { mode: 'paths', paths: ['storage/app/public/a b.jpg'] },
    ]);
  });

  it('is refused when the backup has nothing of that name', () => {
    expect(() => choice({ branch: 'data-damaged', database: 'wiki' })).toThrow(/no database wiki/u);
    expect(() => choice({ branch: 'table-dropped', tables: 'orders,tmp' })).toThrow(/no table tmp/u);
    expect(() => choice({ branch: 'media-broken', paths: 'storage/app/publicly' })).toThrow(/no folder with storage\/app\/publicly/u);
    expect(() => choice({ branch: 'media-broken', media: 'paths' })).toThrow(/--paths/u);
    expect(() => choice({ branch: 'data-damaged', action: 'merge' })).toThrow(/--tables/u);
  });
});
