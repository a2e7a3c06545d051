// `npm run bench`: what a database backup costs against the same work by hand, measured in the same run.
//
//   --megabytes N   size of the database (default 500)     --rounds N   runs of each (default 5)
import { parseArgs } from 'node:util';
import { benchDatabaseBackup } from './bench/database-backup.ts';

const { values } = parseArgs({ options: { megabytes: { type: 'string' }, rounds: { type: 'string' } } });
await benchDatabaseBackup({ megabytes: Number(values.megabytes ?? 500), rounds: Number(values.rounds ?? 5) });
