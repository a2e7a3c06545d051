import { prepareElectron } from './shell/before-ready.ts';

// What must be said before Electron is ready is said in the first moment of the process, before the rest of the app is even loaded.
const folders = prepareElectron();
const { startShell } = await import('./shell/start-shell.ts');
// Not awaited: Electron becomes ready only when this file has come to its end.
startShell(folders);
