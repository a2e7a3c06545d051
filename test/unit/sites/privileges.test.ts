import { describe, expect, it } from 'vitest';
import { grantedPrivileges } from '../../../src/main/sites/privileges.ts';

const on = (grants: string[], database = 'shop_1', foldCase = false) => [...grantedPrivileges(grants, database, foldCase)].sort();
const ALL = [
  'ALTER ROUTINE',
  'CREATE ROUTINE',
  'EVENT',
  'EXECUTE',
  'SELECT',
  'SHOW CREATE ROUTINE',
  'SHOW VIEW',
  'SHOW_ROUTINE',
  'TRIGGER',
];

describe('reading SHOW GRANTS', () => {
  it('knows ALL PRIVILEGES on everything and on the database', () => {
    expect(on(["GRANT ALL PRIVILEGES ON *.* TO `u`@`%` IDENTIFIED BY PASSWORD '*AB' WITH GRANT OPTION"])).toEqual(ALL);
    expect(on(['GRANT USAGE ON *.* TO `u`@`%`', 'GRANT ALL PRIVILEGES ON `shop\\_1`.* TO `u`@`%`'])).toEqual(ALL);
  });

  it('knows lists, and columns are not tables', () => {
    expect(on(['GRANT SELECT, SHOW VIEW ON `shop_1`.* TO `u`@`%`'])).toEqual(['SELECT', 'SHOW VIEW']);
    expect(on(['GRANT SELECT (a, b) ON `shop_1`.`t` TO `u`@`%`'])).toEqual([]);
  });

  it('reads _ and % in a grant as wildcards and their escaped forms as themselves', () => {
    expect(on(['GRANT TRIGGER ON `shop__`.* TO `u`@`%`'])).toEqual(['TRIGGER']);
    expect(on(['GRANT TRIGGER ON `sh%`.* TO `u`@`%`'])).toEqual(['TRIGGER']);
    expect(on(['GRANT TRIGGER ON `shop\\_1`.* TO `u`@`%`'], 'shopx1')).toEqual([]);
    expect(on(['GRANT TRIGGER ON `other`.* TO `u`@`%`'])).toEqual([]);
  });

  it('takes a name with a backtick and regular expression signs literally', () => {
    expect(on(['GRANT EVENT ON `a``b.c+`.* TO `u`@`%`'], 'a`b.c+')).toEqual(['EVENT']);
    expect(on(['GRANT EVENT ON `a``b.c+`.* TO `u`@`%`'], 'a`bxcc')).toEqual([]);
  });

  it('lets only the most specific pattern count, as the server does', () => {
    const grants = ['GRANT ALL PRIVILEGES ON `shop%`.* TO `u`@`%`', 'GRANT SELECT, SHOW VIEW ON `shop\\_1`.* TO `u`@`%`'];
    expect(on(grants)).toEqual(['SELECT', 'SHOW VIEW']);
    expect(on(grants.toReversed())).toEqual(['SELECT', 'SHOW VIEW']);
    expect(on(grants, 'shop2')).toEqual(ALL);
    expect(on([...grants, 'GRANT EVENT ON *.* TO `u`@`%`'])).toEqual(['EVENT', 'SELECT', 'SHOW VIEW']);
  });

  it('adds what an active role has, each by its own most specific pattern', () => {
    const grants = ['GRANT SELECT ON `shop\\_1`.* TO `u`@`%`', 'GRANT TRIGGER ON `shop%`.* TO `backup`'];
    expect(on(grants)).toEqual(['SELECT', 'TRIGGER']);
  });

  it('takes away what MySQL revokes from a single database', () => {
    const grants = ['GRANT SELECT, TRIGGER, EVENT ON *.* TO `u`@`%`', 'REVOKE TRIGGER ON `shop_1`.* FROM `u`@`%`'];
    expect(on(grants)).toEqual(['EVENT', 'SELECT']);
    expect(on(grants, 'other')).toEqual(['EVENT', 'SELECT', 'TRIGGER']);
  });

  it('tells upper from lower case where the server does', () => {
    const grants = ['GRANT TRIGGER ON `Shop\\_1`.* TO `u`@`%`'];
    expect(on(grants)).toEqual([]);
    expect(on(grants, 'shop_1', true)).toEqual(['TRIGGER']);
  });
});
