// `npm run bench`: what backups and copies cost against the same work by hand, measured in the same run.
//
//   --only database,media,pull,push,restore,start   parts (default: all)
//   --megabytes N   size of the database (default 500) or of what is pulled and pushed (default 1000 and 256)     --rounds N   runs of each (default 5)
import { parseArgs } from 'node:util';
import { benchDatabaseBackup } from './bench/database-backup.ts';
import { benchMediaCapture } from './bench/media-capture.ts';
import { benchRestore } from './bench/restore.ts';
import { benchStart } from './bench/start.ts';
import { benchPull } from './bench/pull.ts';
import { benchPush } from './bench/push.ts';

const { values } = parseArgs({ options: { only: { type: 'string' }, megabytes: { type: 'string' }, rounds: { type: 'string' } } });
const rounds = Number(values.rounds ?? 5);
const parts = {
  database: () => benchDatabaseBackup({ megabytes: Number(values.megabytes ?? 500), rounds }),
  media: () => benchMediaCapture({ rounds }),
  pull: () => benchPull({ megabytes: Number(values.megabytes ?? 1000), rounds }),
  push: () => benchPush({ megabytes: Number(values.megabytes ?? 256), rounds }),
  restore: () => benchRestore({ megabytes: Number(values.megabytes ?? 500), rounds }),
  start: () =>
    benchStart({ rounds, command: process.env['HOLDFAST_ELECTRON'] ? (JSON.parse(process.env['HOLDFAST_ELECTRON']) as string[]) : null }),
};
const wanted = (values.only ?? Object.keys(parts).join(',')).split(',');
for (const [name, bench] of Object.entries(parts)) if (wanted.includes(name)) await bench();
