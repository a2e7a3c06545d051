import { expect, test } from 'vitest';
import { isAppUrl } from '../../../src/main/shell/app-origin.ts';

test('knows its own page and nothing that only looks like it', () => {
  expect(isAppUrl('app://holdfast/index.html?x#y')).toBe(true);
  const others = [
    'app://holdfast.example/index.html',
    'app://holdfast@example.invalid/',
    'app://user@holdfast/',
    'app://holdfast:81/',
    'apps://holdfast/',
    'https://holdfast/',
    'file:///holdfast/index.html',
    'about:blank',
    'data:text/html,app://holdfast/',
    'javascript:app://holdfast/',
    '',
    'app:holdfast',
  ];
  expect(others.filter((url) => isAppUrl(url))).toEqual([]);
});
