import { app } from 'electron';
import { runHeadless } from '../cli/headless.ts';
import type { ShellFolders } from './before-ready.ts';
import { createKeychainSecretStore } from './keychain.ts';

const FLAG = '--cli';

/** The words behind `--cli`, with which the installed program is a command line; null when a window is wanted. */
export function headlessWords(argv: readonly string[]): readonly string[] | null {
  const at = argv.indexOf(FLAG);
  return at === -1 ? null : argv.slice(at + 1);
}

/** Runs one command with the installed app's own data folder and keychain, then ends the process with its exit status. */
export async function runCommand(folders: ShellFolders, words: readonly string[]): Promise<void> {
  app.dock?.hide();
  // The keychain answers only then.
  await app.whenReady();
  const exit = await runHeadless({ words, home: folders.home, keychain: createKeychainSecretStore(folders.home) });
  // A pipe may still hold what was written; ending the process would cut it off.
  await new Promise<void>((resolve) => void process.stdout.write('', () => resolve()));
  app.exit(exit);
}
