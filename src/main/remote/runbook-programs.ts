import findChangesText from './find-changes.sh';
import findSiteProgramsText from './find-site-programs.sh';
import readServerStateText from './read-server-state.sh';
import runSiteCommandText from './run-site-command.sh';
import siteMaintenanceText from './site-maintenance.sh';

/** The programs around the data of a site; each is one POSIX sh file beside this one. */
export const runSiteCommandProgram = { name: 'run-site-command', text: runSiteCommandText } as const;
export const findSitePrograms = { name: 'find-site-programs', text: findSiteProgramsText } as const;
export const siteMaintenance = { name: 'site-maintenance', text: siteMaintenanceText } as const;
export const findChangesProgram = { name: 'find-changes', text: findChangesText } as const;
export const readServerState = { name: 'read-server-state', text: readServerStateText } as const;
