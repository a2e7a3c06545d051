import type { Dump } from '../../../shared/model/dump.ts';
import type { RestoreId } from '../../../shared/model/ids.ts';
import type { DatabaseChoice, Restore, RestoreMethod } from '../../../shared/model/restore.ts';
import type { DatabaseSource } from '../../../shared/model/source.ts';
import type { DumpCopy } from '../import/dump-source.ts';

export type { DumpCopy } from '../import/dump-source.ts';

/** A dump with the places it can be read from. */
export interface ReadableDump {
  readonly artifact: Dump;
  /** In the order they are tried: the place that was chosen, then as `nearestCopies` has them. One that is damaged or out of reach is left for the next. */
  readonly copies: readonly DumpCopy[];
}

/** A database that is brought back: all that its steps need, made anew from the journal after a restart. */
export interface DatabaseWork extends ReadableDump {
  readonly restoreId: RestoreId;
  readonly choice: DatabaseChoice;
  readonly method: RestoreMethod;
  /** The source of the target site that is written to, as it is registered now: how to sign in. */
  readonly source: DatabaseSource;
  /** The live schema when the plan was made. Its name may differ from the artifact's, and from the source's once the settings of the site point elsewhere. */
  readonly database: string;
  /** The dump of the same database in the safety copy of this restore; null before there is one. */
  readonly safetyOf: (restore: Restore) => ReadableDump | null;
}
