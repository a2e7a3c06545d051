import importClientText from './import-client.sh';
import importLookText from './import-look.sh';

/** The programs that bring a dump into a database. */
export const importLook = { name: 'import-look', text: importLookText } as const;
export const importClient = { name: 'import-client', text: importClientText } as const;
