import { app as electron } from 'electron';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** With this word among its arguments Holdfast starts without a window. */
export const HIDDEN = '--hidden';

/** Whether this start was one without a window. */
export function isHiddenStart(argv: readonly string[]): boolean {
  return argv.includes(HIDDEN) || (process.platform === 'darwin' && electron.getLoginItemSettings().wasOpenedAtLogin);
}

/** Arranges, or takes back, that the system starts Holdfast without a window when the operator signs in. */
export function startAtLogin(wanted: boolean): void {
  if (process.platform === 'linux') autostart(wanted);
  else electron.setLoginItemSettings({ openAtLogin: wanted, args: [HIDDEN] });
}

/** Electron has nothing for Linux; desktops read this folder (freedesktop.org, autostart specification). */
function autostart(wanted: boolean): void {
  const chosen = process.env['XDG_CONFIG_HOME'];
  const folder = join(chosen === undefined || chosen === '' ? join(homedir(), '.config') : chosen, 'autostart');
  const file = join(folder, 'holdfast.desktop');
  if (!wanted) {
    rmSync(file, { force: true });
    return;
  }
  mkdirSync(folder, { recursive: true });
  // An AppImage is mounted anew at each start: its own path is the one that lasts.
  const program = process.env['APPIMAGE'] ?? process.execPath;
  const entry = [
    '[Desktop Entry]',
    'Type=Application',
    'Name=Holdfast',
    `Exec=${quoted(program)} ${HIDDEN}`,
    'X-GNOME-Autostart-enabled=true',
  ];
  writeFileSync(file, `${entry.join('\n')}\n`);
}

/** As the desktop entry specification wants it: in quotes, with what is special there escaped, and `%` doubled. */
function quoted(path: string): string {
  return `"${path
    .replaceAll(/["`$\\]/gu, '\\$&')
    .replaceAll('\\', '\\\\')
    .replaceAll('%', '%%')}"`;
}
