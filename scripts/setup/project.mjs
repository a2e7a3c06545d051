import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Folder of the project: everything runs from there, wherever it was called from. */
export const project = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

export function inProject(...parts) {
  return join(project, ...parts);
}

/** The script behind a package's command, so that it can run under Node 24 without a shell (and on Windows without .cmd files). */
export function toolScript(packageName, command = packageName) {
  const folder = inProject('node_modules', ...packageName.split('/'));
  const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return join(folder, typeof bin === 'string' ? bin : bin[command]);
}
