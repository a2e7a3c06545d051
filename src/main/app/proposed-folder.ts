import { homedir } from 'node:os';
import { join } from 'node:path';
import { defaultHome } from './default-home.ts';

/** Beside the catalog where the data folder was moved, else a folder of its own in the home folder, outside of what clouds sync. */
export function proposedFolder(home: string): string {
  const { HOLDFAST_HOME: _moved, ...unmoved } = process.env;
  const ordinary = defaultHome(unmoved, process.platform, homedir());
  return home === ordinary ? join(homedir(), 'Holdfast backups') : join(home, 'backups');
}
