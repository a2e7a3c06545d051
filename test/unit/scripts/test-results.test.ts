import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

interface Failure {
  readonly test: string;
  readonly said: string;
}

interface Result {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly failures: readonly Failure[];
  readonly shaky: readonly Failure[];
  readonly remark?: string;
}

interface TestResults {
  readonly vitestResult: (file: string, exitCode: number) => Result;
  readonly secondVitestResult: (first: Result, firstFile: string, secondFile: string, exitCode: number) => Result;
  readonly failedFiles: (file: string) => readonly string[];
  readonly playwrightResult: (file: string, exitCode: number, mayAllBeSkipped?: boolean) => Result;
  readonly told: (results: readonly (Result & { readonly suite: string })[]) => string;
}

const script = pathToFileURL(join(import.meta.dirname, '..', '..', '..', 'scripts', 'setup', 'test-results.mjs')).href;
const { vitestResult, secondVitestResult, failedFiles, playwrightResult, told } = (await import(script)) as TestResults;

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
    expect(vitestResult(file, 1)).toMatchObject({ passed: 7, failed: 1, skipped: 2 });
    await playwrightReport({ expected: 5, unexpected: 1, skipped: 3 });
    expect(playwrightResult(file, 1)).toMatchObject({ passed: 5, failed: 1, skipped: 3 });
  });

  test('counts a file that did not load as failed', async () => {
    await vitestReport({ numPassedTests: 7 }, [{ status: 'failed', assertionResults: [] }]);
    expect(vitestResult(file, 1)).toMatchObject({ passed: 7, failed: 1, skipped: 0 });
  });

  const failing = (...names: readonly string[]) => ({
    name: '/x/a.test.ts',
    status: names.length > 0 ? 'failed' : 'passed',
    assertionResults: ['one', 'two'].map((fullName) =>
      names.includes(fullName)
        ? { status: 'failed', fullName, failureMessages: ['AppError: it did\n    at x'] }
        : { status: 'passed', fullName },
    ),
  });

  test('names what passed only the second time, and fails what failed twice', async () => {
    await vitestReport({ numPassedTests: 8, numFailedTests: 2 }, [failing('one', 'two')]);
    const first = vitestResult(file, 1);
    expect(failedFiles(file)).toEqual(['/x/a.test.ts']);
    const again = join(folder, 'again.json');
    await writeFile(again, JSON.stringify({ numPassedTests: 1, numFailedTests: 1, numPendingTests: 0, testResults: [failing('two')] }));
    const both = secondVitestResult(first, file, again, 1);
    expect(both).toMatchObject({ passed: 9, failed: 1, skipped: 0 });
    expect(both.failures.map(({ test: name }) => name)).toEqual(['/x/a.test.ts > two']);
    expect(both.shaky.map(({ test: name }) => name)).toEqual(['/x/a.test.ts > one']);
    await writeFile(again, JSON.stringify({ numPassedTests: 2, numFailedTests: 0, numPendingTests: 0, testResults: [failing()] }));
    expect(secondVitestResult(first, file, again, 0)).toMatchObject({ passed: 10, failed: 0, failures: [] });
    expect(secondVitestResult(first, file, join(folder, 'none.json'), 1)).toMatchObject({
      failed: 2,
      remark: 'the runner wrote no report',
    });
    expect(told([{ suite: 'integration', ...both }])).toMatch(
      /^FAILED \(integration\) .* > two\n    AppError: it did\n[^]*SHAKY, passed when it ran again \(integration\) .* > one/,
    );
  });

  test('names what Playwright had to repeat', async () => {
    const suites = [
      { specs: [{ file: 'a.spec.ts', title: 'opens', tests: [{ status: 'flaky', results: [{ errors: [{ message: 'late' }] }] }] }] },
    ];
    await writeFile(file, JSON.stringify({ stats: { expected: 5, unexpected: 0, flaky: 1, skipped: 0 }, suites }));
    expect(playwrightResult(file, 0)).toMatchObject({ passed: 6, failed: 0, shaky: [{ test: 'a.spec.ts > opens', said: 'late' }] });
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
    expect(playwrightResult(file, 0, true)).toMatchObject({ passed: 0, failed: 0, skipped: 19 });
  });
});
