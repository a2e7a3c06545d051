import { appendFileSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createAuditing } from '../../../src/main/app/audit/auditing.ts';
import { type Catalog, openCatalog } from '../../../src/main/catalog/open-catalog.ts';
import { silentLogger } from '../../../src/main/support/logger.ts';
import { catalogFile } from '../app/app-folder.ts';
import { scratchFolder } from '../catalog/catalog-folder.ts';

const DAY = 86_400_000;

function auditingOf(home: string, catalog: Catalog, now: () => number) {
  const host = { kind: 'desktop' } as const;
  const auditing = createAuditing({ home, appVersion: '0.1.0', host, catalog, clock: { now }, logger: silentLogger, access: 'work' });
  const own = (action: string, details: Parameters<typeof auditing.own>[1]) => auditing.ownEvent(action, details);
  return { ...auditing, events: own };
}

const seqsIn = (home: string): readonly number[] =>
  readFileSync(join(home, 'audit.jsonl'), 'utf8')
    .trimEnd()
    .split('\n')
    .flatMap((line) => (JSON.parse(line) as { seq?: number }).seq ?? []);

describe('the copy of the record', () => {
  it('has what was recorded while it was written anew', async () => {
    const home = scratchFolder();
    let now = Date.parse('2023-01-01T00:00:00Z');
    using catalog = openCatalog(catalogFile(home));
    const auditing = auditingOf(home, catalog, () => now);
    await auditing.log.settle(auditing.events);
    for (let n = 0; n < 3; n += 1) auditing.own('bin.purge', { n });
    now += 2000 * DAY;
    const pruning = auditing.log.prune(1000, auditing.events);
    auditing.own('bin.purge', { during: true });
    await pruning;
    auditing.own('bin.purge', { after: true });
    expect(seqsIn(home)).toEqual([4, 5, 6]);
    expect(await auditing.log.verify()).toMatchObject({ broken: null, copy: 'same' });
  });

  it('gives a new catalog what it holds although its last line is damaged', async () => {
    const home = scratchFolder();
    const now = (): number => Date.parse('2026-11-01T00:00:00Z');
    {
      using catalog = openCatalog(catalogFile(home));
      const auditing = auditingOf(home, catalog, now);
      await auditing.log.settle(auditing.events);
      for (let n = 0; n < 3; n += 1) auditing.own('bin.purge', { n });
    }
    appendFileSync(join(home, 'audit.jsonl'), '{"seq":4,"at":"20\n');
    for (const name of readdirSync(home)) if (name.startsWith('catalog.sqlite')) rmSync(join(home, name));
    using fresh = openCatalog(catalogFile(home));
    const auditing = auditingOf(home, fresh, now);
    await auditing.log.settle(auditing.events);
    expect(fresh.audit.rowsAfter(0, 10).map(({ action }) => action)).toEqual(['bin.purge', 'bin.purge', 'bin.purge', 'audit.bring-back']);
    expect(await auditing.log.verify()).toMatchObject({ broken: null, copy: 'same' });
  });
});
