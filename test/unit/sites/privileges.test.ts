import { describe, expect, it } from 'vitest';
import { grantedPrivileges } from '../../../src/main/sites/privileges.ts';

const on = (grants: string[], database = 'shop_1') => [...grantedPrivileges(grants, database)].sort();
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
});
