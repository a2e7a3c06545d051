import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type Catalog, type CatalogOptions, openCatalog } from '../../../src/main/catalog/open-catalog.ts';

/** A folder of its own, gone when the test has ended. */
export function scratchFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A catalog in a folder of its own, closed when the test has ended. */
export function scratchCatalog(options: CatalogOptions = {}): Catalog {
  const catalog = openCatalog(join(scratchFolder(), 'catalog.sqlite'), options);
  onTestFinished(() => catalog.close());
  return catalog;
}
