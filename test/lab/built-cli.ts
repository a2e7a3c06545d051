import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'vite';
import { BUNDLED_PACKAGES } from '../../scripts/bundled-packages.ts';
import { textModules } from '../../scripts/text-plugin.ts';

const PROJECT = join(import.meta.dirname, '../..');

export interface BuiltCli extends AsyncDisposable {
  /** Run it with plain Node. */
  readonly script: string;
}

/**
 * The command line as one bundle with its workers beside it, as the installed program has it. From the sources each command takes a second longer to begin, on a
 * busy machine two, and the tests give hundreds of them. It lies within the project, because what is not bundled is looked for from there.
 */
export async function buildCli(): Promise<BuiltCli> {
  const { dependencies } = JSON.parse(await readFile(join(PROJECT, 'package.json'), 'utf8')) as { dependencies: Record<string, string> };
  await mkdir(join(PROJECT, '.tools'), { recursive: true });
  const outDir = await mkdtemp(join(PROJECT, '.tools/cli-for-tests-'));
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
          cli: join(PROJECT, 'src/main/cli.ts'),
          'dump-index-worker': join(PROJECT, 'src/main/dump-index/dump-index-worker.ts'),
          'archive-index-worker': join(PROJECT, 'src/main/archive/archive-index-worker.ts'),
        },
        output: { format: 'es', entryFileNames: '[name].js' },
      },
    },
  });
  await writeFile(join(outDir, 'package.json'), JSON.stringify({ type: 'module' }));
  return { script: join(outDir, 'cli.js'), [Symbol.asyncDispose]: () => rm(outDir, { recursive: true, force: true }) };
}
