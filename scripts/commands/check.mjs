import { inProject, toolScript } from '../setup/project.mjs';
import { runNode } from '../setup/run-process.mjs';
import { say } from '../setup/say.mjs';

const CHECKS = [
  { name: 'types', script: () => toolScript('typescript', 'tsc'), args: ['-b', inProject('tsconfig.json')] },
  { name: 'lint', script: () => toolScript('oxlint'), args: ['--type-aware'] },
  { name: 'format', script: () => toolScript('oxfmt'), args: ['--check'] },
];

/** `npm run check`: types, lint with the dependency rules, format. All three run; the first failure does not hide the others. */
export async function run({ node }) {
  return (await failedChecks(node)).length === 0 ? 0 : 1;
}

export async function failedChecks(node) {
  const failed = [];
  for (const check of CHECKS) {
    if ((await runNode(node, check.script(), check.args)) === 0) continue;
    say(`check: ${check.name} failed`);
    failed.push(check.name);
  }
  return failed;
}
