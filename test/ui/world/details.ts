import type { Backup, BackupDetails } from '../../../src/shared/model/backup.ts';
import type { Server } from '../../../src/shared/model/server.ts';
import type { Site } from '../../../src/shared/model/site.ts';
import { artifactId, backupId, sourceId } from './ids.ts';
import { PLACE, makeProof } from './models.ts';
import { ago } from './times.ts';

const TABLES = [
  { name: 'audit_log', rows: 1_611_940 },
  { name: 'customers', rows: 9_631 },
  { name: 'order_items', rows: 46_837 },
  { name: 'orders', rows: 18_173 },
  { name: 'payments', rows: 17_959 },
  { name: 'sessions', rows: 0 },
] as const;

const RESTORE = `Restore this backup by hand
===========================

1. Check the files
   sha256sum -c SHA256SUMS

2. Database, into a new one
   mysql -e "CREATE DATABASE aurora_shop_new"
   gunzip -c aurora_shop.sql.gz | mysql aurora_shop_new
`;

/** Backup 1 of a site with everything that is known of it. */
export function makeDetails(site: Site, server: Server): BackupDetails {
  const backup: Backup = {
    id: backupId(1),
    siteId: site.id,
    serverId: server.id,
    trigger: 'manual',
    label: null,
    kind: 'full',
    folder: '2026-11-20T010000Z-full',
    startedAt: ago(7.72),
    completedAt: ago(7.68),
    bytes: 212_400_000,
    warnings: [],
    artifacts: [
      {
        id: artifactId(1),
        sourceId: sourceId(1),
        part: 'database',
        database: 'aurora_shop',
        kind: 'full',
        file: 'aurora_shop.sql.gz',
        bytes: 212_400_000,
        sha256: '3f9a1c07e2d4885b5d1c7a88a3c85e14947fa35cb81e60d21ba8f4901f06b7d9',
        compression: 'gzip',
        uncompressedBytes: 820_000_000,
        capturedFrom: ago(7.72),
        capturedTo: ago(7.69),
        serverVersion: '10.11.14-MariaDB',
        dumpTool: { name: 'mariadb-dump', version: '10.11.14', flags: ['--single-transaction', '--quick', '--hex-blob', '--routines'] },
        characterSets: ['utf8mb4'],
        nonTransactionalTables: [],
        inventory: {
          tables: TABLES.map(({ name, rows }, index) => ({
            name,
            rows,
            definition: [index * 1000, index * 1000 + 400],
            data: rows === 0 ? null : [index * 1000 + 400, index * 1000 + 999],
          })),
          views: ['order_totals'],
          routines: ['function vat', 'procedure close_day'],
          triggers: ['orders_audit'],
          events: ['nightly_totals'],
        },
      },
    ],
  };
  return {
    backup,
    siteName: site.name,
    serverName: server.name,
    note: '',
    held: false,
    copies: [
      {
        copy: {
          backupId: backup.id,
          placeId: PLACE.id,
          location: `${PLACE.folder}/${site.name}/${backup.folder}`,
          proof: makeProof('sound', ago(7.6)),
        },
        place: PLACE,
      },
    ],
    restoreByHand: RESTORE,
    neededBy: [],
  };
}
