import type { DatabaseArtifact } from '../../../shared/model/artifact.ts';
import type { DumpSource } from './dump-source.ts';
import type { ImportTarget } from './import-target.ts';
import type { TableNames } from './rename-tables.ts';

/** What is put right while a dump streams; the artifact itself stays as it is. */
export interface FixUp {
  /** Stable key: `sandbox-line`, `definers`, `collations`, `sql-mode`, `gtid`, `database-name`, `session-variables`, `events`... */
  readonly id: string;
  /** One sentence. */
  readonly text: string;
}

export interface ImportProgress {
  /** Of the artifact as it lies there. */
  readonly bytes: number;
  readonly tablesDone: number;
  readonly rows: number;
}

export interface ImportRequest {
  readonly target: ImportTarget;
  /** Must exist. Nothing but this schema is ever written to, whatever the dump says. */
  readonly schema: string;
  readonly artifact: DatabaseArtifact;
  readonly source: DumpSource;
  /** Null: everything. With names: these tables with their rows and triggers, and nothing else. */
  readonly tables: readonly string[] | null;
  readonly content: 'all' | 'structure' | 'data';
  /**
   * The chosen tables go into the schema under these names, and nothing but they is made, filled or changed there: no trigger, no foreign key, nothing is dropped. Absent:
   * all keep their own names.
   */
  readonly names?: TableNames;
  /** Most sessions at once; fewer where the server allows fewer. Absent: as many as pay. */
  readonly sessions?: number;
  /** Each session holds a lock `mark:0`, `mark:1`... by which it is found on the server when the line to it is lost. At most 60 characters. */
  readonly mark?: string;
  readonly signal: AbortSignal;
  readonly onProgress?: (progress: ImportProgress) => void;
}

export interface ImportResult {
  /** Of the artifact, as they came to. */
  readonly bytes: number;
  readonly sha256: string;
  readonly tables: number;
  readonly rows: number;
  /** Sessions that were used at once. */
  readonly sessions: number;
  readonly fixUps: readonly FixUp[];
  /**
   * Events are made disabled, so that none ever runs beside the live data. These were enabled in the dump: after the switch
   * `ALTER EVENT schema.name ... ENABLE` puts them right (see `enableEvents`).
   */
  readonly enabledEvents: readonly string[];
}
