import { app, Menu } from 'electron';
import { menuTemplate } from './menu-template.ts';

/** The menu of the system; `open` brings the window to a screen. */
export function setMenu(open: (address: string) => void): void {
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate({ isMac: process.platform === 'darwin', isPackaged: app.isPackaged, open })));
}
