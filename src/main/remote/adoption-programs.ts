import listServerBackupsText from './list-server-backups.sh';
import readSidecarsText from './read-sidecars.sh';

/** The programs for backups the server made itself. */
export const listServerBackups = { name: 'list-server-backups', text: listServerBackupsText } as const;
export const readSidecars = { name: 'read-sidecars', text: readSidecarsText } as const;
