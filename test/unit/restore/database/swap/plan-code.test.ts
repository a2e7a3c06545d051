import { expect, test } from 'vitest';
import { planCode } from '../../../../../src/main/restore/database/swap/plan-code.ts';
import { disabledEvent, withoutPlace } from '../../../../../src/main/restore/database/swap/read-schema.ts';
import { codeIn, type CodeObject } from '../../../../../src/main/restore/database/swap/schema-content.ts';

function code(kind: CodeObject['kind'], name: string, create: string, change: Partial<CodeObject> = {}): CodeObject {
  return {
    kind,
    name,
    table: kind === 'trigger' ? 't' : null,
    create,
    definer: 'u@%',
    sqlMode: '',
    characterSet: 'utf8mb4',
    collation: 'utf8mb4_general_ci',
    timeZone: null,
    enabled: false,
    broken: false,
    ...change,
  };
}
const sql = (now: readonly CodeObject[], wanted: readonly CodeObject[]) => planCode('s', now, wanted).map((statement) => statement.sql);

test('what is the same is left alone', () => {
  const all = [code('view', 'v', 'CREATE VIEW v'), code('trigger', 'g', 'CREATE TRIGGER g'), code('event', 'e', 'CREATE EVENT e')];
  expect(sql(all, all)).toEqual([]);
});

test('triggers of a table are made again together, for each comes after the others', () => {
  const first = code('trigger', 'first', 'CREATE TRIGGER first');
  const second = code('trigger', 'second', 'CREATE TRIGGER second');
  const other = code('trigger', 'other', 'CREATE TRIGGER other', { table: 'u' });
  expect(sql([second, other], [first, second, other])).toEqual([
    'DROP TRIGGER IF EXISTS `s`.`second`',
    'CREATE TRIGGER first',
    'CREATE TRIGGER second',
  ]);
});

test('views come after the functions and the views they are made of, whatever their names', () => {
  const wanted = [
    code('view', 'a', 'CREATE VIEW `s`.`a` AS select * from `s`.`b`'),
    code('view', 'b', 'CREATE VIEW `s`.`b` AS select f()'),
    code('function', 'f', 'CREATE FUNCTION f'),
  ];
  expect(sql([], wanted)).toEqual([
    'CREATE FUNCTION f',
    'CREATE OR REPLACE VIEW `s`.`b` AS select f()',
    'CREATE OR REPLACE VIEW `s`.`a` AS select * from `s`.`b`',
  ]);
});

test('what is not wanted goes, and what is different is made again', () => {
  const now = [code('view', 'gone', 'x'), code('procedure', 'p', 'CREATE PROCEDURE p one'), code('event', 'e', 'CREATE EVENT e')];
  const wanted = [code('procedure', 'p', 'CREATE PROCEDURE p two')];
  expect(sql(now, wanted)).toEqual([
    'DROP EVENT IF EXISTS `s`.`e`',
    'DROP VIEW IF EXISTS `s`.`gone`',
    'DROP PROCEDURE IF EXISTS `s`.`p`',
    'CREATE PROCEDURE p two',
  ]);
});

test('an event is made enabled, for ALTER EVENT would give it another owner', () => {
  const create = disabledEvent('CREATE EVENT `e` ON SCHEDULE EVERY 1 DAY ON COMPLETION NOT PRESERVE ENABLE DO SELECT 1');
  const wanted = [code('event', 'e', create, { enabled: true })];
  expect(sql([code('event', 'e', create)], wanted)[1]).toContain('PRESERVE ENABLE DO');
  expect(create).toContain('PRESERVE DISABLE DO');
});

test('the place of a trigger among others is not part of its text', () => {
  expect(withoutPlace('CREATE TRIGGER a BEFORE INSERT ON t FOR EACH ROW FOLLOWS `b c` SET @x = 1', 'SET @x = 1')).toBe(
    'CREATE TRIGGER a BEFORE INSERT ON t FOR EACH ROW SET @x = 1',
  );
  const body = "SET @x = ' FOLLOWS b '";
  expect(withoutPlace(`CREATE TRIGGER a BEFORE INSERT ON t FOR EACH ROW ${body}`, body)).toBe(
    `CREATE TRIGGER a BEFORE INSERT ON t FOR EACH ROW ${body}`,
  );
});

test('names are those of the other schema, also where a server folds them', () => {
  const text = 'CREATE VIEW `Shop__hf_1`.`v` AS select `shop__hf_1`.`t`.`a` from `Shop__hf_1`.`t`';
  expect(codeIn([code('view', 'v', text)], 'Shop__hf_1', 'Sho`p')[0]?.create).toBe(
    'CREATE VIEW `Sho``p`.`v` AS select `Sho``p`.`t`.`a` from `Sho``p`.`t`',
  );
});
