import head from './server-file/10-head.sh';
import ground from './server-file/20-ground.sh';
import settings from './server-file/30-settings.sh';
import locks from './server-file/40-locks.sh';
import envReader from './server-file/50-env-reader.sh';
import credentials from './server-file/52-credentials.sh';
import dumpPlan from './server-file/55-dump-plan.sh';
import dump from './server-file/57-dump.sh';
import media from './server-file/60-media.sh';
import keep from './server-file/65-keep.sh';
import status from './server-file/70-status.sh';
import messages from './server-file/80-messages.sh';
import commands from './server-file/90-commands.sh';

/** The parts of the file a server makes its own backups with, in their order; together they are one program. */
export const serverFileParts: readonly string[] = [
  head,
  ground,
  settings,
  locks,
  envReader,
  credentials,
  dumpPlan,
  dump,
  media,
  keep,
  status,
  messages,
  commands,
];
