import { homedir } from 'node:os';
import { join } from 'node:path';

/** Beside the catalog where the operator moved the data folder, else a folder of its own in the home folder, outside of what clouds sync. */
export function proposedFolder(home: string): string {
  return process.env['HOLDFAST_HOME'] === undefined ? join(homedir(), 'Holdfast backups') : join(home, 'backups');
}
