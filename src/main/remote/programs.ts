import dumpDatabaseText from './dump-database.sh';
import findDatabaseSocketText from './find-database-socket.sh';
import findSitesText from './find-sites.sh';
import { withOptions } from './includes.ts';
import lookAtDumpToolText from './look-at-dump-tool.sh';
import lookAtSiteText from './look-at-site.sh';

/** The programs for sites and databases; each is one POSIX sh file beside this one. */
export const lookAtSite = { name: 'look-at-site', text: lookAtSiteText } as const;
export const findSites = { name: 'find-sites', text: findSitesText } as const;
export const findDatabaseSocket = { name: 'find-database-socket', text: findDatabaseSocketText } as const;
export const lookAtDumpTool = { name: 'look-at-dump-tool', text: lookAtDumpToolText } as const;
export const dumpDatabase = withOptions('dump-database', dumpDatabaseText);
