import { dialog, shell, type BrowserWindow, type OpenDialogOptions } from 'electron';
import { AppError } from '../errors/app-error.ts';
import type { HostAbilities } from '../app/app.ts';
import { desktopFacts, onComputerChanged, showNotice } from './computer.ts';
import { startAtLogin } from './login-start.ts';
import { printPdf } from './print-pdf.ts';

/** The system's dialogs and file manager. They open over the window where there is one. */
export function desktopAbilities(currentWindow: () => BrowserWindow | null, openSite: (siteId: string | null) => void): HostAbilities {
  const choose = async (options: OpenDialogOptions): Promise<string | null> => {
    const window = currentWindow();
    const answer = window === null ? await dialog.showOpenDialog(options) : await dialog.showOpenDialog(window, options);
    return answer.canceled ? null : (answer.filePaths[0] ?? null);
  };
  return {
    kind: 'desktop',
    chooseFolder: () => choose({ title: 'Folder for backups', properties: ['openDirectory', 'createDirectory'] }),
    chooseFile: (startFolder) => choose({ title: 'Key file', defaultPath: startFolder, properties: ['openFile', 'showHiddenFiles'] }),
    async chooseNewFile(proposedName) {
      const window = currentWindow();
      const options = { defaultPath: proposedName };
      const answer = window === null ? await dialog.showSaveDialog(options) : await dialog.showSaveDialog(window, options);
      return answer.canceled || answer.filePath === '' ? null : answer.filePath;
    },
    async reveal(folder) {
      const problem = await shell.openPath(folder);
      if (problem !== '') throw new AppError('host.unsupported', { detail: `${folder} (${problem})` });
    },
    printPdf,
    computer: desktopFacts,
    onComputerChanged,
    notify: (notice) => showNotice(notice, openSite),
    startAtLogin,
  };
}
