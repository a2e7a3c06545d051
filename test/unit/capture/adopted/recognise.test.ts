import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { databaseOf, kindOf } from '../../../../src/main/capture/adopted/check-dump.ts';
import { toTake, type ListedBackup } from '../../../../src/main/capture/adopted/list-adoptable.ts';
import { recognise } from '../../../../src/main/capture/adopted/recognise.ts';
import type { SidecarFacts } from '../../../../src/main/capture/adopted/sidecars.ts';
import { problemOf } from '../../../integration/servers/lab-servers.ts';

const folder = mkdtempSync(join(tmpdir(), 'holdfast-recognise-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(content: Buffer | string): string {
  const path = join(folder, 'file');
  writeFileSync(path, content);
  return path;
}

describe('a file is taken for what it is, whatever its name', () => {
  it.each([
    ['-- MariaDB dump 10.19\n', 'dump', 'none'],
    ['/*M!999999\\- enable the sandbox mode */\n', 'dump', 'none'],
    ['\ufeff\n\nSET NAMES utf8mb4;\n', 'dump', 'none'],
    ['create table a (b int);', 'dump', 'none'],
    [gzipSync('INSERT INTO a VALUES (1);'), 'dump', 'gzip'],
    ['PK\x03\x04rest', 'zip', 'none'],
  ] as const)('%j', async (content, what, compression) => {
    expect(await recognise(file(content as string))).toMatchObject({ what, compression });
  });

  it.each([
    ['', 'empty'],
    ['hello', 'Neither SQL'],
    ['-- PostgreSQL database dump\n', 'PostgreSQL'],
    ['PRAGMA foreign_keys=OFF;\nBEGIN TRANSACTION;\n', 'Neither SQL|SQLite'],
    [Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0]), 'xz'],
    ['age-encryption.org/v1\n', 'age'],
    [gzipSync(gzipSync('SET NAMES x;')), 'Compressed twice'],
    [gzipSync('SET NAMES utf8mb4;').subarray(0, 12), 'stops before its end'],
  ])('and refused in words that say what it is instead: %j', async (content, words) => {
    const problem = await problemOf(recognise(file(content as string)));
    expect(problem.code).toBe('adopt.not-readable');
    expect(problem.detail).toMatch(new RegExp(words));
  });
});

describe('the database of a dump', () => {
  const beside = { database: 'beside' } as SidecarFacts;
  const clues = { named: { database: 'named', kind: null, what: 'dump', label: null }, beside, siteDatabases: ['of the site'] } as const;
  it('is what the dump itself says, before what others say of it', () => {
    expect(databaseOf(Buffer.from('-- MySQL dump\n--\n-- Host: localhost    Database: car wise\n-- ----\n'), clues)).toBe('car wise');
    expect(databaseOf(Buffer.from('-- x\nUSE `car``wise`;\n'), clues)).toBe('car`wise');
    expect(databaseOf(Buffer.from('-- phpMyAdmin SQL Dump\n-- Database: `shop`\n'), clues)).toBe('shop');
    expect(databaseOf(Buffer.from('SET NAMES x;'), clues)).toBe('beside');
    expect(databaseOf(Buffer.from(''), { ...clues, beside: { ...beside, database: null } })).toBe('named');
    expect(
      databaseOf(Buffer.from(''), { ...clues, beside: { ...beside, database: null }, named: { ...clues.named, database: null } }),
    ).toBe('of the site');
  });

  it('has the kind of what is in it', () => {
    const rest = { views: [], routines: [], triggers: [], events: [] };
    const table = (rows: number | null, definition: boolean) => ({
      name: 'a',
      rows,
      definition: definition ? ([0, 1] as [number, number]) : null,
      data: rows === null ? null : ([0, 1] as [number, number]),
    });
    expect(kindOf({ ...rest, tables: [table(1, true), table(null, true)] })).toBe('full');
    expect(kindOf({ ...rest, tables: [table(null, true)] })).toBe('structure');
    expect(kindOf({ ...rest, tables: [table(1, false)] })).toBe('data');
  });
});

describe('what a pull takes by itself', () => {
  const listed = (name: string, at: string, state: ListedBackup['state'] = 'new') =>
    ({ path: `/b/${name}`, name, at, state, what: name.includes('.tar') ? 'archive' : 'dump' }) as ListedBackup;
  const files = [
    listed('shop_20260103_020000.sql.gz', '2026-01-03'),
    listed('shop_20260102_020000.sql.gz', '2026-01-02'),
    listed('backup_20260101_020000.tar.gz', '2026-01-01'),
    listed('shop_20260104_020000.sql.gz', '2026-01-04', 'growing'),
  ];
  const names = (list: readonly ListedBackup[]) => list.map(({ name }) => name);
  it('is the newest of each kind that is finished, or all that are new', () => {
    expect(names(toTake(files, 'newest'))).toEqual(['shop_20260103_020000.sql.gz', 'backup_20260101_020000.tar.gz']);
    expect(names(toTake(files, 'all-new'))).toEqual([
      'shop_20260103_020000.sql.gz',
      'shop_20260102_020000.sql.gz',
      'backup_20260101_020000.tar.gz',
    ]);
  });
  it('never is an older one because the newest was adopted before', () => {
    expect(
      names(
        toTake([listed('shop_20260103_020000.sql', '2026-01-03', 'adopted'), listed('shop_20260102_020000.sql', '2026-01-02')], 'newest'),
      ),
    ).toEqual([]);
  });
});
