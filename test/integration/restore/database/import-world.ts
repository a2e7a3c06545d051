import { expect } from 'vitest';
import type { DatabaseTruth } from '../../../lab/inventory.ts';
import { quoteName } from '../../../lab/mariadb.ts';
import { dumpOf } from '../import/import-lab.ts';
import { heldCopy, type HeldCopy } from './held-copy.ts';
import { startImportStepLab, type ImportStepLab, type PreparedImport } from './import-step-lab.ts';

/** A live database with a few megabytes, and its dump. */
export interface ImportWorld extends ImportStepLab {
  readonly sql: Buffer;
  readonly before: DatabaseTruth;
  /** A case whose only copy is held in the middle. */
  held(halfWay: Parameters<typeof heldCopy>[1]): Promise<PreparedImport & { readonly copy: HeldCopy }>;
  /** Sessions that are signed in to a schema. */
  clientsIn(schema: string): Promise<readonly number[]>;
  /** Of a test that failed before it took back what it made. */
  sweep(): Promise<void>;
}

export async function startImportWorld(): Promise<ImportWorld> {
  const lab = await startImportStepLab();
  const { mariadb } = lab.lab;
  await lab.database(
    'shop',
    `CREATE TABLE orders (id int PRIMARY KEY AUTO_INCREMENT, name varchar(200), KEY by_name (name));
     INSERT INTO orders (name) SELECT SHA2(seq, 512) FROM seq_1_to_20000;
     CREATE TABLE notes (id int PRIMARY KEY AUTO_INCREMENT, order_id int NOT NULL, FOREIGN KEY (order_id) REFERENCES orders (id));
     INSERT INTO notes (order_id) SELECT seq FROM seq_1_to_1000;
     CREATE TRIGGER shout BEFORE INSERT ON orders FOR EACH ROW SET NEW.name = UPPER(NEW.name);`,
  );
  const sql = await dumpOf(mariadb, 'shop');
  return {
    ...lab,
    sql,
    before: await lab.truth('shop'),
    async held(halfWay) {
      let copy: HeldCopy | null = null;
      const prepared = await lab.prepareImport({ sql, places: [(bytes) => (copy = heldCopy(bytes, halfWay))] });
      return { ...prepared, copy: copy! };
    },
    async clientsIn(schema) {
      const rows = await mariadb.sql(`SELECT ID AS id FROM information_schema.PROCESSLIST WHERE DB = '${schema}'`);
      return rows.map((row) => Number(row['id']));
    },
    async sweep() {
      for (const schema of await lab.schemasLeft()) await mariadb.sql(`DROP DATABASE ${quoteName(schema)}`);
    },
  };
}

/** What was imported is what was dumped, nothing live has changed, and taking it back leaves nothing. */
export async function expectImported(lab: ImportWorld, { import: step, compare }: PreparedImport): Promise<void> {
  await compare.run();
  const { tables, triggers } = await lab.truth(step.schemas.aside);
  expect({ tables, triggers }).toEqual({ tables: lab.before.tables, triggers: lab.before.triggers });
  expect(await lab.truth('shop')).toEqual(lab.before);
  await step.undo();
  expect(await lab.schemasLeft()).toEqual([]);
}
