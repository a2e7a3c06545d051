import { join } from 'node:path';

/** The data folder where HOLDFAST_HOME does not move it: the same one the desktop app has. */
export function defaultHome(env: NodeJS.ProcessEnv, platform: NodeJS.Platform, userHome: string): string {
  const moved = env['HOLDFAST_HOME'];
  if (moved !== undefined && moved !== '') return moved;
  if (platform === 'win32') return join(env['APPDATA'] ?? join(userHome, 'AppData', 'Roaming'), 'Holdfast');
  if (platform === 'darwin') return join(userHome, 'Library', 'Application Support', 'Holdfast');
  return join(env['XDG_CONFIG_HOME'] ?? join(userHome, '.config'), 'Holdfast');
}
