import databaseRoomText from './database-room.sh';
import importClientText from './import-client.sh';
import importLookText from './import-look.sh';
import { withOptions } from './includes.ts';

/** The programs that bring a dump into a database. */
export const importLook = { name: 'import-look', text: importLookText } as const;
export const importClient = withOptions('import-client', importClientText);
export const databaseRoom = { name: 'database-room', text: databaseRoomText } as const;
