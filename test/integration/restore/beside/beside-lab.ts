import { importBesideStep } from '../../../../src/main/restore/database/beside/import-beside-step.ts';
import { besideNames, type BesideNames } from '../../../../src/main/restore/database/beside/beside-names.ts';
import { splitWork } from '../../../../src/main/restore/database/beside/split-work.ts';
import { compareStep } from '../../../../src/main/restore/database/compare-step.ts';
import type { DatabaseWork } from '../../../../src/main/restore/database/database-work.ts';
import { inPlaceStep } from '../../../../src/main/restore/database/in-place/in-place-step.ts';
import { switchTablesStep } from '../../../../src/main/restore/database/tables/switch-tables-step.ts';
import type { RestoreStep } from '../../../../src/main/restore/step.ts';
import type { DatabaseTruth } from '../../../lab/inventory.ts';
import type { DatabaseUser } from '../../../lab/mariadb-users.ts';
import { safetyOf, startInPlaceLab, type HalfWay, type InPlaceLab } from '../in-place/in-place-lab.ts';
import { preparedOf, type Imported, type Prepared } from '../swap/swap-lab.ts';
import type { Choices } from '../tables/tables-lab.ts';

export const SHOP = String.raw`
CREATE TABLE parents (id int PRIMARY KEY, name varchar(40) NOT NULL);
CREATE TABLE children (id int PRIMARY KEY, parent_id int NOT NULL, KEY (parent_id), CONSTRAINT child_parent FOREIGN KEY (parent_id) REFERENCES parents (id) ON DELETE CASCADE);
CREATE TABLE toys (id int PRIMARY KEY, child_id int, KEY (child_id), CONSTRAINT toy_child FOREIGN KEY (child_id) REFERENCES children (id));
CREATE TABLE audit (id int PRIMARY KEY AUTO_INCREMENT, what varchar(80) NOT NULL);
CREATE TABLE ballast (id int PRIMARY KEY, filling varchar(250) CHARACTER SET latin1 NOT NULL, KEY (filling));
INSERT INTO parents VALUES (1, 'one'), (2, 'two'), (3, 'größer 🙂'); INSERT INTO children VALUES (1, 1), (2, 2), (3, 2); INSERT INTO toys VALUES (1, 1), (2, 3);
INSERT INTO ballast SELECT seq, repeat(char(65 + seq MOD 26), 240) FROM seq_1_to_2000;
CREATE TRIGGER children_audit AFTER INSERT ON children FOR EACH ROW INSERT INTO audit (what) VALUES (concat('child ', NEW.id));
CREATE TRIGGER toys_audit AFTER INSERT ON toys FOR EACH ROW INSERT INTO audit (what) VALUES ('toy');
CREATE TRIGGER toys_gone AFTER DELETE ON toys FOR EACH ROW INSERT INTO audit (what) VALUES ('toy gone');
`;
export const LATER = String.raw`
DROP TRIGGER toys_gone; DELETE FROM toys; DELETE FROM children WHERE id = 3; INSERT INTO parents VALUES (4, 'four'); INSERT INTO children VALUES (9, 4); INSERT INTO toys VALUES (9, 9);
UPDATE parents SET name = 'changed' WHERE id = 1; CREATE TRIGGER toys_gone AFTER DELETE ON toys FOR EACH ROW INSERT INTO audit (what) VALUES ('toy gone');
`;

/** The steps of one restore of single tables where one schema is all there is, as the plan orders them. */
export interface BesideRestore {
  readonly work: DatabaseWork;
  readonly names: BesideNames;
  readonly import: Prepared;
  readonly compare: Prepared;
  /** Null: nothing is replaced. */
  readonly over: Prepared | null;
  readonly switch: Prepared;
  readonly memos: Map<string, string>;
}

export interface BesideSite {
  readonly lab: InPlaceLab;
  readonly database: string;
  readonly user: DatabaseUser;
  readonly backup: Imported;
  readonly safety: Imported;
  readonly before: DatabaseTruth;
}

export async function besideSite(lab: InPlaceLab, database: string, script = SHOP, later = LATER): Promise<BesideSite> {
  const user = await lab.site(database, script);
  const backup = await lab.swap.dump(database);
  await lab.swap.lab.mariadb.script(later, { database, user });
  const safety = await lab.swap.dump(database);
  return { lab, database, user, backup, safety, before: safety.truth };
}

export function restoreOf(site: BesideSite, choices: Choices, halfWay?: HalfWay): BesideRestore {
  const { lab, safety } = site;
  const tables = Object.entries(choices).map(([name, action]) => ({ name, action }));
  const request = { ...site, safety: safetyOf(safety), choice: { tables }, ...(halfWay === undefined ? {} : { halfWay }) };
  const { work, target, secrets } = lab.prepare(request);
  const { over, beside } = splitWork(work);
  if (beside === null) throw new Error('nothing lies beside');
  const memos = new Map<string, string>();
  const prepared = (of: DatabaseWork, step: RestoreStep) => preparedOf(of, memos, target, secrets, lab.swap.linked.links, step);
  return {
    work,
    memos,
    names: besideNames(beside),
    import: prepared(beside, importBesideStep(beside)),
    compare: prepared(beside, compareStep(beside)),
    over: over === null ? null : prepared(over, inPlaceStep(over)),
    switch: prepared(beside, switchTablesStep(beside)),
  };
}

/** What is live, without the tables that lie beside it; and these. */
export async function sidesOf({
  lab,
  database,
}: BesideSite): Promise<{ readonly live: DatabaseTruth; readonly beside: readonly string[] }> {
  const truth = await lab.swap.truth(database);
  const all = Object.entries(truth.tables);
  const isBeside = (name: string) => name.startsWith('__hf_');
  return {
    live: { ...truth, tables: Object.fromEntries(all.filter(([name]) => !isBeside(name))) },
    beside: all.map(([name]) => name).filter(isBeside),
  };
}

export { startInPlaceLab };
