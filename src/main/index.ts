import { prepareElectron } from './shell/before-ready.ts';
import { keepHeapSteady } from './support/steady-heap.ts';

// What must be said before Electron is ready is said in the first moment of the process, before the rest of the app is even loaded.
keepHeapSteady();
const folders = prepareElectron();
const { headlessWords, runCommand } = await import('./shell/headless.ts');
const words = headlessWords(process.argv);
// Neither is awaited: Electron becomes ready only when this file has come to its end.
if (words === null) (await import('./shell/start-shell.ts')).startShell(folders);
else void runCommand(folders, words);
