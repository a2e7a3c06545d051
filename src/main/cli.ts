import { homedir } from 'node:os';
import { defaultHome } from './app/default-home.ts';
import { runHeadless } from './cli/headless.ts';
import { keepHeapSteady } from './support/steady-heap.ts';

keepHeapSteady();

// The headless entry under plain Node; the installed program has its own way here (shell/headless.ts).
process.exitCode = await runHeadless({
  words: process.argv.slice(2),
  home: defaultHome(process.env, process.platform, homedir()),
  keychain: null,
});
