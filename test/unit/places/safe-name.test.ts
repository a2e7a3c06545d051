import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  artifactFileName,
  caseKey,
  isSafeFileName,
  isSafeName,
  MAX_NAME_BYTES,
  safeName,
  siteFolderName,
} from '../../../src/main/places/safe-name.ts';

/** Names as operators and servers give them, and everything that has ever hurt a file system. */
const awkward = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.constantFrom(
    'CON',
    'con',
    'nul.txt',
    'COM¹',
    'lpt9 .sql',
    'CONIN$',
    '..',
    '.',
    '',
    ' ',
    'shop.',
    'shop ',
    '.hidden',
    '-rf',
    '~root',
    'a/b',
    'a\\b',
    'a:b',
    'a\nb',
    'a\u0000b',
    'e\u0301',
    '\u202egpj.exe',
    '\ud800',
    'shop~deadbeef',
    'ü'.repeat(100),
    '💾'.repeat(60),
  ),
  fc.tuple(fc.constantFrom('con', 'shop', 'Shop', 'a.'), fc.string()).map(([head, tail]) => head + tail),
);

describe('a safe name', () => {
  test('is taken and given back unchanged by every file system, whatever it was made of', () => {
    fc.assert(
      fc.property(awkward, (name) => {
        const safe = safeName(name);
        expect(safe).not.toMatch(/[<>:"/\\|?*\p{Cc}]/u);
        expect(safe).not.toMatch(/^[.\s~-]|[.\s]$/u);
        expect(safe).not.toMatch(/^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/iu);
        expect(safe.normalize('NFC')).toBe(safe);
        expect(safe.isWellFormed()).toBe(true);
        expect(Buffer.byteLength(safe)).toBeLessThanOrEqual(MAX_NAME_BYTES);
        expect(safe.length).toBeGreaterThan(0);
        expect(isSafeName(safe)).toBe(true);
      }),
      { numRuns: 3000 },
    );
  });

  test('stays as it is when it needs nothing', () => {
    for (const name of [
      'aurora-market',
      'Aurora Market',
      'kiosk.example.org',
      'Käse & Söhne',
      '店',
      "O'Brien",
      'a_b',
      '2026-11-21T020000Z-full',
    ]) {
      expect(safeName(name)).toBe(name);
    }
  });

  test('is never shared by two names', () => {
    fc.assert(
      fc.property(awkward, awkward, (one, other) => {
        fc.pre(one !== other);
        expect(safeName(one)).not.toBe(safeName(other));
      }),
      { numRuns: 3000 },
    );
  });

  test('is not given to a name that looks like one made for another', () => {
    const made = safeName('a/b');
    expect(made).toMatch(/^a-b~[0-9a-f]{8}$/);
    expect(safeName(made)).not.toBe(made);
  });
});

describe('the folder of a site', () => {
  test('is another one than that of a site whose name differs in case alone', () => {
    expect(siteFolderName('shop', ['Shop'])).toMatch(/^shop~[0-9a-f]{8}$/);
    expect(siteFolderName('STRASSE', ['straße'])).not.toBe('STRASSE');
  });

  test('stays the same for each site, whatever comes after it', () => {
    fc.assert(
      fc.property(fc.uniqueArray(awkward, { maxLength: 8 }), (sites) => {
        const folders: string[] = [];
        const first = sites.map((site) => {
          const folder = siteFolderName(site, folders);
          folders.push(folder);
          return folder;
        });
        const again = sites.map((site) => siteFolderName(site, folders));
        expect(again).toEqual(first);
        expect(new Set(first.map(caseKey)).size).toBe(sites.length);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('the file of an artifact', () => {
  test('can be made on every file system, whatever the schema is called', () => {
    fc.assert(
      fc.property(awkward, (schema) => {
        const file = artifactFileName(schema, '.sql.zst', [artifactFileName(schema, '.sql.zst')]);
        expect(isSafeFileName(file)).toBe(true);
        expect(file).toMatch(/\.sql\.zst$/);
      }),
    );
    expect(isSafeFileName(artifactFileName('a'.repeat(64), '.sql.gz'))).toBe(true);
  });

  test('keeps its ending, also where the schema is called like a device', () => {
    expect(artifactFileName('aurora_market', '.sql.gz')).toBe('aurora_market.sql.gz');
    expect(artifactFileName('con', '.sql.gz')).toMatch(/^_con~[0-9a-f]{8}\.sql\.gz$/);
  });

  test('does not meet that of a schema which differs in case alone', () => {
    expect(artifactFileName('Shop', '.sql.gz', ['shop.sql.gz'])).toBe('Shop~2.sql.gz');
  });
});
