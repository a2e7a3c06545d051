import type { BackupDiff } from '../../../src/shared/model/diff.ts';
import type { BackupId } from '../../../src/shared/model/ids.ts';
import { sourceId } from './ids.ts';
import { ago } from './times.ts';

/** Rows that came, a table that went, a script among the pictures, another key. */
export function diffOf(beforeId: BackupId, afterId: BackupId): BackupDiff {
  return {
    before: { id: beforeId, startedAt: ago(55) },
    after: { id: afterId, startedAt: ago(26) },
    databases: [
      {
        database: 'aurora_shop',
        onlyIn: null,
        tables: [
          { name: 'audit_log', change: 'rows', rowsBefore: 1_608_726, rowsAfter: 1_611_940 },
          { name: 'orders', change: 'rows', rowsBefore: 18_201, rowsAfter: 18_173 },
          { name: 'coupon_uses', change: 'new', rowsBefore: null, rowsAfter: 12 },
          { name: 'legacy_carts', change: 'gone', rowsBefore: 4_410, rowsAfter: null },
        ],
        sameTables: 60,
        objectsAdded: ['view order_totals_2026'],
        objectsRemoved: ['trigger carts_audit'],
      },
      { database: 'aurora_stats', onlyIn: 'after', tables: [], sameTables: 0, objectsAdded: [], objectsRemoved: [] },
    ],
    media: [
      {
        sourceId: sourceId(11),
        folders: ['storage/app/public', 'public/uploads'],
        onlyIn: null,
        added: { files: 57, bytes: 41_600_000 },
        changed: { files: 4, bytesBefore: 2_200_000, bytesAfter: 2_350_000 },
        removed: { files: 11, bytes: 3_900_000 },
        touched: 9,
        same: 48_201,
        executables: [{ name: 'uploads/shell.php', change: 'added', bytesBefore: null, bytesAfter: 1_204, executable: true }],
        files: [
          { name: 'products/catalogue.pdf', change: 'added', bytesBefore: null, bytesAfter: 18_400_000, executable: false },
          { name: 'products/old-catalogue.pdf', change: 'removed', bytesBefore: 3_100_000, bytesAfter: null, executable: false },
          { name: 'products/product-000007.jpg', change: 'changed', bytesBefore: 150_000, bytesAfter: 310_000, executable: false },
        ],
        notListed: 68,
      },
    ],
    config: [
      'APP_KEY is another one: what was encrypted with the old one cannot be read with the new one.',
      'PHP went from 8.2.28 to 8.3.14.',
    ],
  };
}
