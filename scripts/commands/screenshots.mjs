import { inProject, toolScript } from '../setup/project.mjs';
import { environment, runProcess } from '../setup/run-process.mjs';
import { say } from '../setup/say.mjs';
import { textModules } from '../setup/sources.mjs';
import { ensurePrograms, findChromium } from '../system-packages.mjs';
import { ensureBuilt } from './build.mjs';

/** `npm run screenshots [-- WORDS]`: every screen in every state, light and dark, in both sizes, as PNG into screenshots/; with words only those named so. */
export async function run({ node, args }) {
  ensurePrograms(['browser']);
  await ensureBuilt(node);
  const folder = inProject('screenshots');
  const code = await runProcess(
    node,
    [toolScript('@playwright/test', 'playwright'), 'test', '--project', 'screenshots', '--reporter=dot'],
    {
      env: environment(node, {
        HOLDFAST_CHROMIUM: findChromium() ?? '',
        HOLDFAST_SCREENSHOTS: folder,
        HOLDFAST_SCREENSHOTS_OF: args.join(' '),
        NODE_OPTIONS: [process.env.NODE_OPTIONS ?? '', ...textModules].filter((text) => text !== '').join(' '),
      }),
    },
  );
  if (code === 0) say(`The pictures lie in ${folder}.`);
  return code;
}
