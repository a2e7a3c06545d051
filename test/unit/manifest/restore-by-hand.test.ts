import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { restoreByHand } from '../../../src/main/manifest/restore-by-hand.ts';
import { restoredName, shellQuote } from '../../../src/main/manifest/by-hand/restore-commands.ts';
import type { DatabaseArtifact } from '../../../src/shared/model/artifact.ts';
import { BackupId } from '../../../src/shared/model/ids.ts';
import { sampleArtifact, sampleManifest, sampleServer, sampleSite, sampleSource, sampleZippedDump } from '../model-samples.ts';
import { sampleMediaArtifact, sampleMediaSource } from '../part-samples.ts';
import { restoreCommands } from '../../integration/manifest/restore-commands-of.ts';

const server = sampleServer();
const site = sampleSite(server);
const source = sampleSource(site);
const textFor = (changes: Partial<DatabaseArtifact>, warnings: { code: string; text: string }[] = []): string =>
  restoreByHand(sampleManifest(site, server, [source], { artifacts: [sampleArtifact(source, changes)], warnings }));

describe('RESTORE.txt', () => {
  test('says what the backup is, what it holds and what is missing from it', () => {
    const text = textFor({}, [{ code: 'capture.no-events', text: 'Events are left out.' }]);
    for (const fact of [
      'aurora-market',
      'aurora_shop',
      '1 table with 3 rows',
      '2026-11-21 11:00:00 UTC',
      'Events are left out.',
      'orders\t3',
    ]) {
      expect(text).toContain(fact);
    }
  });

  test('has the same commands whatever a server calls its tables, versions and databases', () => {
    const evil = 'x\n\n9. Next\n\n    touch pwned\n';
    const plain = textFor({});
    const hostile = textFor(
      {
        serverVersion: evil,
        dumpTool: { name: evil, version: evil, flags: [evil] },
        characterSets: [evil],
        nonTransactionalTables: [evil],
        schemaDefaults: { characterSet: 'utf8mb4`; DROP DATABASE mysql; --', collation: evil },
        inventory: {
          tables: [{ name: evil, rows: 3, definition: null, data: null }],
          views: [evil],
          routines: [evil],
          triggers: [],
          events: [],
        },
      },
      [{ code: 'capture.odd', text: evil }],
    );
    expect(restoreCommands(hostile)).toEqual(restoreCommands(plain));
    expect(restoreCommands(plain).length).toBeGreaterThan(8);
  });

  const zipText = (path?: string): string => {
    const { fileList, counts } = sampleMediaArtifact(sampleMediaSource(site), { chain: [BackupId.parse(randomUUID())] });
    const common = sampleArtifact(source);
    const dumps = [sampleZippedDump('aurora_shop', { inventory: common.inventory, ...(path === undefined ? {} : { path }) })];
    const zip = {
      ...common,
      part: 'bundle',
      kind: 'full',
      format: 'zip',
      file: 'night.zip',
      encrypted: true,
      dumps,
      fileList,
      counts,
    } as const;
    return restoreByHand(sampleManifest(site, server, [source], { artifacts: [{ ...zip, dumps }] }));
  };

  test('takes the dumps out of a zip the server made before it brings them in', () => {
    const text = zipText();
    const commands = restoreCommands(text);
    const unpack = commands.indexOf("7z x -obundle_restored 'night.zip'");
    expect(unpack).toBeGreaterThan(-1);
    expect(commands.findIndex((line) => line.includes(`"$DB" < 'bundle_restored/db-dumps/mysql-aurora_shop.sql'`))).toBeGreaterThan(unpack);
    expect(text).toContain('in it: db-dumps/mysql-aurora_shop.sql');
    expect(text).toContain('Delete bundle_restored when the site runs');
    expect(text).toContain('1 table with 3 rows');
  });

  test('gives the Command Prompt no name of a dump in a zip that it would run', () => {
    const windows = (path: string) => zipText(path).split('ON WINDOWS')[1] ?? '';
    expect(windows('db-dumps/my shop & co.sql')).toContain('< "bundle_restored/db-dumps/my shop & co.sql"');
    for (const path of ['db-dumps/a" & calc & ".sql', 'db-dumps/%TEMP%.sql']) {
      const commands = windows(path)
        .split('\n')
        .filter((line) => line.startsWith('    '));
      expect(commands.filter((line) => /calc|TEMP/.test(line))).toEqual([]);
      expect(windows(path)).toContain(`The dump ${path} has a name`);
    }
  });

  test('makes the new database with the defaults of the old one', () => {
    const text = textFor({ schemaDefaults: { characterSet: 'latin1', collation: 'latin1_german1_ci' } });
    expect(text).toContain('CHARACTER SET latin1 COLLATE latin1_german1_ci"');
  });

  test.each([
    ['gzip', "gunzip < 'aurora_shop.sql.gz' | "],
    ['zstd', "zstd -dc < 'aurora_shop.sql.zst' | "],
    ['bzip2', "bunzip2 < 'aurora_shop.sql.bz2' | "],
  ] as const)('unpacks %s with the tool that every system has for it', (compression, command) => {
    expect(textFor({ compression, file: command.split("'")[1] ?? '' })).toContain(`    ${command}`);
  });

  test('brings back each database of a site into one of its own, one after the other', () => {
    const other = sampleSource(site, { database: 'aurora_blog' });
    const text = restoreByHand(sampleManifest(site, server, [source, other]));
    const commands = restoreCommands(text);
    expect(commands.filter((line) => line.startsWith('DB='))).toEqual(['DB=aurora_shop_restored', 'DB=aurora_blog_restored']);
    expect(commands.filter((line) => line.startsWith('gunzip'))).toEqual([
      expect.stringContaining("'aurora_shop.sql.gz'"),
      expect.stringContaining("'aurora_blog.sql.gz'"),
    ]);
    expect([...text.matchAll(/^(\d+)\. /gm)].map(([, number]) => Number(number))).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  test('never makes a database for rows alone, and never counts rows of a structure', () => {
    expect(restoreCommands(textFor({ kind: 'data' })).join('\n')).not.toContain('CREATE DATABASE');
    expect(restoreCommands(textFor({ kind: 'structure' })).join('\n')).not.toContain('PREPARE');
  });
});

describe('the name of the new database', () => {
  test.each([
    ['aurora_market', 'aurora_market_restored'],
    ['shop; DROP `x`', 'shop_DROP_x_restored'],
    ['店', 'database_restored'],
    ['a'.repeat(64), `${'a'.repeat(55)}_restored`],
  ])('of %s is plain', (database, name) => {
    expect(restoredName(database)).toBe(name);
  });

  test('and a file name with a quote stays one word', () => {
    expect(shellQuote("O'Brien.sql.gz")).toBe(String.raw`'O'\''Brien.sql.gz'`);
  });
});
