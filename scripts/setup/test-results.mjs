import { readFileSync } from 'node:fs';

// Reads what the runners wrote about themselves. A runner that wrote nothing, ended badly without a failed test, or ran no test at all
// counts as one failure: silence is not success.

/** From vitest's JSON report. */
export function vitestResult(reportFile, exitCode) {
  const report = readReport(reportFile);
  if (report === null) return brokenDown();
  const filesThatDidNotLoad = report.testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.every((test) => test.status !== 'failed'),
  );
  return judged(
    {
      passed: report.numPassedTests,
      failed: report.numFailedTests + filesThatDidNotLoad.length,
      skipped: report.numPendingTests + (report.numTodoTests ?? 0),
    },
    exitCode,
  );
}

/**
 * From Playwright's JSON report. A test that passed only when repeated is a failed one. `mayAllBeSkipped`: there is no Electron binary on
 * this computer, and that has been said.
 */
export function playwrightResult(reportFile, exitCode, mayAllBeSkipped = false) {
  const report = readReport(reportFile);
  if (report === null) return brokenDown();
  const { expected, unexpected, flaky, skipped } = report.stats;
  return judged({ passed: expected, failed: unexpected + flaky, skipped }, exitCode, mayAllBeSkipped);
}

function judged({ passed, failed, skipped }, exitCode, mayAllBeSkipped = false) {
  const ranSomething = passed + failed > 0 || (mayAllBeSkipped && skipped > 0);
  if (failed === 0 && (exitCode !== 0 || !ranSomething)) {
    return { passed, failed: 1, skipped, remark: ranSomething ? `the runner ended with ${exitCode}` : 'no test was run' };
  }
  return { passed, failed, skipped };
}

function brokenDown() {
  return { passed: 0, failed: 1, skipped: 0, remark: 'the runner wrote no report' };
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
