import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

interface Result {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly remark?: string;
}

interface TestResults {
  readonly vitestResult: (file: string, exitCode: number) => Result;
  readonly playwrightResult: (file: string, exitCode: number, mayAllBeSkipped?: boolean) => Result;
}

const script = pathToFileURL(join(import.meta.dirname, '..', '..', '..', 'scripts', 'setup', 'test-results.mjs')).href;
const { vitestResult, playwrightResult } = (await import(script)) as TestResults;

let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'holdfast-results-'));
  file = join(folder, 'report.json');
});

afterEach(() => rm(folder, { recursive: true, force: true }));

const vitestReport = (numbers: object, testResults: readonly object[] = []) =>
  writeFile(file, JSON.stringify({ numPassedTests: 0, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0, testResults, ...numbers }));
const playwrightReport = (stats: object) =>
  writeFile(file, JSON.stringify({ stats: { expected: 0, unexpected: 0, flaky: 0, skipped: 0, ...stats } }));

describe('the sum of the tests', () => {
  test('counts what the runners report', async () => {
    await vitestReport({ numPassedTests: 7, numFailedTests: 1, numPendingTests: 2 });
    expect(vitestResult(file, 1)).toEqual({ passed: 7, failed: 1, skipped: 2 });
    await playwrightReport({ expected: 5, unexpected: 1, skipped: 3 });
    expect(playwrightResult(file, 1)).toEqual({ passed: 5, failed: 1, skipped: 3 });
  });

  test('counts a file that did not load as failed', async () => {
    await vitestReport({ numPassedTests: 7 }, [{ status: 'failed', assertionResults: [] }]);
    expect(vitestResult(file, 1)).toEqual({ passed: 7, failed: 1, skipped: 0 });
  });

  test('does not let a second try hide a first failure', async () => {
    await playwrightReport({ expected: 5, flaky: 1 });
    expect(playwrightResult(file, 0)).toEqual({ passed: 5, failed: 1, skipped: 0 });
  });

  test('takes silence for failure: no report, no test, a bad end', async () => {
    expect(vitestResult(join(folder, 'missing.json'), 0)).toMatchObject({ failed: 1, remark: 'the runner wrote no report' });
    expect(playwrightResult(join(folder, 'missing.json'), 0)).toMatchObject({ failed: 1, remark: 'the runner wrote no report' });
    await vitestReport({});
    expect(vitestResult(file, 0)).toMatchObject({ failed: 1, remark: 'no test was run' });
    await vitestReport({ numPendingTests: 4 });
    expect(vitestResult(file, 0)).toMatchObject({ failed: 1, skipped: 4, remark: 'no test was run' });
    await vitestReport({ numPassedTests: 3 });
    expect(vitestResult(file, 137)).toMatchObject({ passed: 3, failed: 1, remark: 'the runner ended with 137' });
    await playwrightReport({ expected: 3 });
    expect(playwrightResult(file, 1)).toMatchObject({ passed: 3, failed: 1, remark: 'the runner ended with 1' });
  });

  test('lets a whole suite be skipped only where there is no Electron', async () => {
    await playwrightReport({ skipped: 19 });
    expect(playwrightResult(file, 0)).toMatchObject({ failed: 1, skipped: 19, remark: 'no test was run' });
    expect(playwrightResult(file, 0, true)).toEqual({ passed: 0, failed: 0, skipped: 19 });
  });
});
