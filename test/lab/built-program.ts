import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'vite';
import { BUNDLED_PACKAGES } from '../../scripts/bundled-packages.ts';
import { textModules } from '../../scripts/text-plugin.ts';

const PROJECT = join(import.meta.dirname, '../..');
const TOOLS = join(PROJECT, '.tools');
/** No test run takes a day. */
const DAY_MS = 86_400_000;

export interface BuiltProgram extends AsyncDisposable {
  /** Run it with plain Node. */
  readonly script: string;
}

/**
 * A script of the main process as one bundle with its workers beside it, as the installed program has them. From the sources it begins a second later, on a
 * busy machine two, and has 40 MB more for reading them. It lies within the project, because what is not bundled is looked for from there.
 *
 * `entry`: path within the project.
 */
export async function buildProgram(entry: string): Promise<BuiltProgram> {
  const { dependencies } = JSON.parse(await readFile(join(PROJECT, 'package.json'), 'utf8')) as { dependencies: Record<string, string> };
  await mkdir(TOOLS, { recursive: true });
  await removeLeftBehind();
  const outDir = await mkdtemp(join(TOOLS, 'built-'));
  await build({
    configFile: false,
    root: PROJECT,
    logLevel: 'error',
    plugins: [textModules()],
    ssr: { noExternal: true, external: Object.keys(dependencies).filter((name) => !BUNDLED_PACKAGES.includes(name)) },
    build: {
      ssr: true,
      outDir,
      target: 'node20.18',
      rollupOptions: {
        input: {
          program: join(PROJECT, entry),
          'dump-index-worker': join(PROJECT, 'src/main/dump-index/dump-index-worker.ts'),
          'archive-index-worker': join(PROJECT, 'src/main/archive/archive-index-worker.ts'),
          'leaving-worker': join(PROJECT, 'src/main/retention/leaving-worker.ts'),
        },
        output: { format: 'es', entryFileNames: '[name].js' },
      },
    },
  });
  await writeFile(join(outDir, 'package.json'), JSON.stringify({ type: 'module' }));
  return { script: join(outDir, 'program.js'), [Symbol.asyncDispose]: () => rm(outDir, { recursive: true, force: true }) };
}

/** What runs that were killed did not remove. Another run may do the same at this moment. */
async function removeLeftBehind(): Promise<void> {
  for (const name of await readdir(TOOLS)) {
    if (!name.startsWith('built-')) continue;
    const folder = join(TOOLS, name);
    const madeAt = await stat(folder).then(
      ({ mtimeMs }) => mtimeMs,
      () => Date.now(),
    );
    if (Date.now() - madeAt > DAY_MS) await rm(folder, { recursive: true, force: true });
  }
}
