import type { DatabaseInventory } from '../../shared/model/artifact.ts';

/** What one pass over a dump found. Offsets in the inventory count bytes of the decompressed dump. */
export interface DumpIndex {
  readonly inventory: DatabaseInventory;
  /** Every character set named by SET NAMES, table and column definitions; sorted. */
  readonly characterSets: readonly string[];
  /** As the header comment says, for example `10.11.14-MariaDB-0+deb12u2-log`; null without a header. */
  readonly serverVersion: string | null;
  /** First header line, `MariaDB dump 10.19  Distrib 10.11.14-MariaDB, for debian-linux-gnu (x86_64)`; null without a header. */
  readonly dumpTool: string | null;
  /** The first line switches the MariaDB client into sandbox mode; clients of MySQL refuse it. */
  readonly sandboxLine: boolean;
  /** The dump ends with `-- Dump completed`. */
  readonly trailer: boolean;
  /** Some statement is ALTER DATABASE with a name: an import under another name would change the database of that name. */
  readonly altersDatabase: boolean;
  readonly uncompressedBytes: number;
}
