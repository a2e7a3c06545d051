import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { electronCommand } from '../setup/electron.mjs';
import { toolScript } from '../setup/project.mjs';
import { environment, runProcess } from '../setup/run-process.mjs';
import { SetupProblem, say } from '../setup/say.mjs';
import { textModules } from '../setup/sources.mjs';
import { failedFiles, playwrightResult, secondVitestResult, summary, told, total, vitestResult } from '../setup/test-results.mjs';
import { ensurePrograms, findChromium } from '../system-packages.mjs';
import { ensureBuilt } from './build.mjs';
import { failedChecks } from './check.mjs';

const SUITES = ['check', 'unit', 'integration', 'ui', 'electron'];

/** What a suite needs of the system; only the chosen ones are asked for. */
const NEEDS = { check: [], unit: [], integration: ['lab'], ui: ['lab', 'browser'], electron: ['lab', 'display'] };

/**
 * `npm test`: everything. `npm test -- unit ui`: these suites. The last line is `N passed, N failed, N skipped`; the exit code is 0 only
 * when nothing failed, no runner broke down and every suite ran something. With HOLDFAST_NOTHING_SKIPPED=1 a skipped test is a failure.
 */
export async function run({ node, args }) {
  const unknown = args.filter((name) => !SUITES.includes(name));
  if (unknown.length > 0) throw new SetupProblem(`Unknown suite: ${unknown.join(', ')}. There are: ${SUITES.join(', ')}.`);
  const suites = args.length === 0 ? SUITES : SUITES.filter((name) => args.includes(name));
  ensurePrograms([...new Set(suites.flatMap((suite) => NEEDS[suite]))].filter((need) => need !== 'display' || needsDisplay()));

  const reports = mkdtempSync(join(tmpdir(), 'holdfast-tests-'));
  const results = [];
  try {
    for (const suite of suites) {
      process.stdout.write(`\n== ${suite}\n`);
      results.push({ suite, ...(await RUN[suite](node, join(reports, `${suite}.json`))) });
    }
  } finally {
    rmSync(reports, { recursive: true, force: true });
  }
  process.stdout.write(`\n${told(results)}`);
  process.stdout.write(`\n${results.map(summary).join('\n')}\n`);
  const { passed, failed, skipped } = total(results);
  const refused = process.env.HOLDFAST_NOTHING_SKIPPED === '1' && skipped > 0;
  if (refused) process.stdout.write('Nothing may be skipped here (HOLDFAST_NOTHING_SKIPPED=1).\n');
  process.stdout.write(`${passed} passed, ${failed} failed, ${skipped} skipped\n`);
  return failed > 0 || refused ? 1 : 0;
}

const RUN = {
  async check(node) {
    // The checks are three: what is counted is how many of them failed.
    return { passed: 0, failed: (await failedChecks(node)).length, skipped: 0 };
  },
  unit: (node, report) => vitest(node, 'unit', report),
  integration: (node, report) => vitest(node, 'integration', report),
  async ui(node, report) {
    await ensureBuilt(node);
    return playwright(node, 'ui', report, { env: { HOLDFAST_CHROMIUM: findChromium() ?? '' } });
  },
  async electron(node, report) {
    await ensureBuilt(node);
    const command = await electronCommand(node);
    if (command === null) say('The Electron tests are skipped: there is no Electron binary (see above).');
    const wrapper = command !== null && needsDisplay() ? ['xvfb-run', '-a', '-s', '-screen 0 1600x1000x24'] : [];
    const env = { HOLDFAST_ELECTRON: command === null ? '' : JSON.stringify(command) };
    return playwright(node, 'electron', report, { env, wrapper, mayAllBeSkipped: command === null });
  },
};

function needsDisplay() {
  return process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY;
}

/** More files than this do not fail because the machine was busy. */
const MOST_FILES_AGAIN = 5;

async function vitest(node, project, report) {
  const code = await vitestOnce(node, project, report, []);
  const first = vitestResult(report, code);
  const files = failedFiles(report);
  if (first.failed === 0 || project !== 'integration' || files.length === 0 || files.length > MOST_FILES_AGAIN) return first;
  say(`Once more, alone: ${files.length} ${files.length === 1 ? 'file' : 'files'} in which something failed.`);
  const again = `${report}.again`;
  return secondVitestResult(first, report, again, await vitestOnce(node, project, again, files));
}

function vitestOnce(node, project, report, files) {
  return runProcess(
    node,
    [toolScript('vitest'), 'run', '--project', project, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...files],
    // An addon for an older Electron's Node is not what plain Node is to be tried with.
    { env: environment(node, { BETTER_SQLITE3_BINDING: '' }) },
  );
}

async function playwright(node, project, report, { env, wrapper = [], mayAllBeSkipped = false }) {
  // Test files import the app's sources: they need the same way to import sh programs as text.
  const nodeOptions = [process.env.NODE_OPTIONS ?? '', ...textModules].filter((text) => text !== '').join(' ');
  const command = [...wrapper, node, toolScript('@playwright/test', 'playwright'), 'test', '--project', project, '--reporter=list,json'];
  const [program, ...args] = command;
  const code = await runProcess(program, args, {
    env: environment(node, {
      ...env,
      NODE_OPTIONS: nodeOptions,
      PLAYWRIGHT_JSON_OUTPUT_FILE: report,
    }),
  });
  return playwrightResult(report, code, mayAllBeSkipped);
}
