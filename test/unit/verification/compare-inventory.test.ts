import { expect, test } from 'vitest';
import { inventoryDifferences } from '../../../src/main/verification/compare-inventory.ts';
import type { DumpIndex } from '../../../src/main/dump-index/dump-index.ts';
import { sampleArtifact, sampleServer, sampleSite, sampleSource } from '../model-samples.ts';

const artifact = sampleArtifact(sampleSource(sampleSite(sampleServer())));
const same: DumpIndex = {
  inventory: artifact.inventory,
  characterSets: [],
  altersDatabase: false,
  serverVersion: null,
  dumpTool: null,
  sandboxLine: false,
  trailer: true,
  uncompressedBytes: artifact.uncompressedBytes,
};

test('the same dump differs in nothing, wherever its statements stand', () => {
  const tables = artifact.inventory.tables.map((table) => ({ ...table, definition: null, data: null }));
  expect(inventoryDifferences(artifact, { ...same, inventory: { ...artifact.inventory, tables } })).toEqual([]);
});

test.each([
  ['a lost view', { views: [] }, 'view open orders: in the manifest, not in the dump'],
  ['a new view', { views: ['open orders', 'x'] }, 'view x: in the dump, not in the manifest'],
  ['a lost routine', { routines: [] }, 'routine procedure tidy: in the manifest, not in the dump'],
  ['a new trigger', { triggers: ['t'] }, 'trigger t: in the dump, not in the manifest'],
  ['a new event', { events: ['e'] }, 'event e: in the dump, not in the manifest'],
  ['other rows', { tables: [{ name: 'orders', rows: 2, definition: null, data: null }] }, 'table orders: 2 rows, the manifest says 3'],
  [
    'rows that are not counted',
    { tables: [{ name: 'orders', rows: null, definition: null, data: null }] },
    'table orders: no rows, the manifest says 3',
  ],
])('%s is one difference, named', (_what, changes, sentence) => {
  expect(inventoryDifferences(artifact, { ...same, inventory: { ...artifact.inventory, ...changes } })).toEqual([sentence]);
});

test('a missing end mark is a difference where a dump program wrote a heading, and none where it wrote neither', () => {
  expect(inventoryDifferences(artifact, { ...same, trailer: false })).toEqual(['the end mark is missing']);
  expect(inventoryDifferences({ ...artifact, dumpTool: null }, { ...same, trailer: false })).toEqual([]);
});
