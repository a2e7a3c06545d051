import { readFileSync } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';

// Reads what the runners wrote about themselves. A runner that wrote nothing, ended badly without a failed test, or ran no test at all
// counts as one failure: silence is not success.

/** From vitest's JSON report. `failures` name every failed test with the beginning of what it said. */
export function vitestResult(reportFile, exitCode) {
  const report = readReport(reportFile);
  if (report === null) return brokenDown();
  const filesThatDidNotLoad = report.testResults.filter(didNotLoad);
  return judged(
    {
      passed: report.numPassedTests,
      failed: report.numFailedTests + filesThatDidNotLoad.length,
      skipped: report.numPendingTests + (report.numTodoTests ?? 0),
      failures: report.testResults.flatMap(failuresOf),
      shaky: [],
    },
    exitCode,
  );
}

/**
 * What two runs come to, the second of the files alone in which something had failed. What failed twice has failed; what passed the second time has
 * passed and is named as shaky, so that nobody overlooks it (docs/adr/0040).
 */
export function secondVitestResult(first, firstReportFile, secondReportFile, exitCode) {
  const second = vitestResult(secondReportFile, exitCode);
  if (second.remark !== undefined) return { ...first, remark: second.remark };
  const again = new Set(readReport(secondReportFile).testResults.map((file) => file.name));
  const before = readReport(firstReportFile).testResults.filter((file) => again.has(file.name));
  const count = (status) => before.flatMap((file) => file.assertionResults).filter((test) => test.status === status).length;
  const stillFails = new Set(second.failures.map(({ test }) => test));
  return {
    passed: first.passed - count('passed') + second.passed,
    failed: second.failed,
    skipped: second.failed === 0 ? first.skipped : Math.max(first.skipped, second.skipped),
    failures: second.failures,
    shaky: first.failures.filter(({ test }) => !stillFails.has(test)),
  };
}

/** Absolute paths of the files in which something failed. */
export function failedFiles(reportFile) {
  return (readReport(reportFile)?.testResults ?? []).filter((file) => file.status === 'failed').map((file) => file.name);
}

function didNotLoad(file) {
  return file.status === 'failed' && file.assertionResults.every((test) => test.status !== 'failed');
}

function failuresOf(file) {
  if (didNotLoad(file)) return [{ test: file.name ?? 'a file', said: beginning(file.message ?? '') }];
  return file.assertionResults
    .filter((test) => test.status === 'failed')
    .map((test) => ({ test: `${file.name} > ${test.fullName}`, said: beginning((test.failureMessages ?? []).join('\n')) }));
}

/**
 * From Playwright's JSON report. A test that passed only when repeated has passed and is named as shaky. `mayAllBeSkipped`: there is no Electron binary
 * on this computer, and that has been said.
 */
export function playwrightResult(reportFile, exitCode, mayAllBeSkipped = false) {
  const report = readReport(reportFile);
  if (report === null) return brokenDown();
  const { expected, unexpected, flaky, skipped } = report.stats;
  const specs = (report.suites ?? []).flatMap(specsOf);
  const named = (status) =>
    specs
      .filter(({ tests }) => tests.some((test) => test.status === status))
      .map(({ file, title, tests }) => ({ test: `${file} > ${title}`, said: saidBy(tests) }));
  return judged(
    { passed: expected + flaky, failed: unexpected, skipped, failures: named('unexpected'), shaky: named('flaky') },
    exitCode,
    mayAllBeSkipped,
  );
}

function specsOf(suite) {
  return [...(suite.specs ?? []), ...(suite.suites ?? []).flatMap(specsOf)];
}

function saidBy(tests) {
  const errors = tests.flatMap((test) => test.results ?? []).flatMap((result) => result.errors ?? []);
  return beginning(errors.map((error) => error.message ?? '').join('\n'));
}

const LINES = 25;

function beginning(text) {
  return stripVTControlCharacters(text).split('\n').slice(0, LINES).join('\n');
}

function judged({ passed, failed, skipped, failures, shaky }, exitCode, mayAllBeSkipped = false) {
  const ranSomething = passed + failed > 0 || (mayAllBeSkipped && skipped > 0);
  if (failed === 0 && (exitCode !== 0 || !ranSomething)) {
    return { passed, failed: 1, skipped, failures, shaky, remark: ranSomething ? `the runner ended with ${exitCode}` : 'no test was run' };
  }
  return { passed, failed, skipped, failures, shaky };
}

function brokenDown() {
  return { passed: 0, failed: 1, skipped: 0, failures: [], shaky: [], remark: 'the runner wrote no report' };
}

function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}

export function total(results) {
  const sum = (key) => results.reduce((count, result) => count + result[key], 0);
  return { passed: sum('passed'), failed: sum('failed'), skipped: sum('skipped') };
}

export function summary({ suite, passed, failed, skipped, remark }) {
  const counts =
    suite === 'check' ? (failed === 0 ? 'clean' : `${failed} of 3 failed`) : `${passed} passed, ${failed} failed, ${skipped} skipped`;
  return `${suite.padEnd(12)} ${counts}${remark === undefined ? '' : ` (${remark})`}`;
}

/** Every failed and every shaky test by name, with the beginning of what it said; empty when there is none. Stands at the end, where it is read. */
export function told(results) {
  const block = (heading, { test, said }) => `${heading} ${test}\n${said.replaceAll(/^/gm, '    ')}\n`;
  return results
    .flatMap(({ suite, failures = [], shaky = [] }) => [
      ...failures.map((failure) => block(`FAILED (${suite})`, failure)),
      ...shaky.map((failure) => block(`SHAKY, passed when it ran again (${suite})`, failure)),
    ])
    .join('\n');
}
