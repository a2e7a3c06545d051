import { EPHEMERAL } from '../../../shared/ephemeral-tables.ts';
import type { BackupId } from '../../../shared/model/ids.ts';
import type { Situation } from '../../../shared/model/situation.ts';
import type { BackupFacts } from './proposal-facts.ts';

export interface Anomaly {
  readonly code: 'new-executables' | 'rows-collapsed' | 'table-vanished' | 'application-key-changed' | 'off-trend';
  readonly text: string;
  /** It is what the situation is about: the backup is not proposed. */
  readonly disqualifies: boolean;
}

const HOUR_MS = 3_600_000;
/** What is older than this belongs to the site: a script somebody put among the uploads years ago must not cost years of data. */
const WINDOW_MS = 30 * 24 * HOUR_MS;
/** A loss in a table nobody named counts as the damage itself only when it is this young; older ones are as likely a migration. */
const RECENT_MS = 48 * HOUR_MS;
/** Smaller tables lose half of their rows in daily work. */
export const COLLAPSE_FROM_ROWS = 20;

interface Loss {
  readonly rowsBefore: number;
  readonly since: number;
  readonly vanished: boolean;
}

/** What sets each backup apart from those before it. One pass, oldest first; what came once stays with a backup for as long as it is in it. */
export function findAnomalies(oldestFirst: readonly BackupFacts[], situation: Situation): ReadonlyMap<BackupId, readonly Anomaly[]> {
  const noticed = Date.parse(situation.noticedAt);
  const named = new Set(situation.tables);
  const found = new Map<BackupId, readonly Anomaly[]>();
  const executablesSince = new Map<string, number>();
  const lossOf = new Map<string, Loss>();
  const lastRows = new Map<string, number>();
  let sawExecutables = false;
  let applicationKey: string | null = null;

  for (const facts of oldestFirst) {
    const at = Date.parse(facts.capturedTo);
    const anomalies: Anomaly[] = [];
    if (facts.executables !== null) {
      for (const name of executablesSince.keys()) if (!facts.executables.has(name)) executablesSince.delete(name);
      for (const name of facts.executables) if (!executablesSince.has(name)) executablesSince.set(name, sawExecutables ? at : -Infinity);
      sawExecutables = true;
      const young = [...executablesSince].filter(([, since]) => noticed - since <= WINDOW_MS).map(([name]) => name);
      if (young.length > 0) anomalies.push(executablesAnomaly(young, situation));
    }
    if (holdsRows(facts)) {
      noteLosses(facts, at, lastRows, lossOf);
      for (const [table, loss] of lossOf) {
        const isNamed = named.has(table.slice(table.indexOf('.') + 1));
        if (noticed - loss.since > WINDOW_MS) continue;
        const about = situation.branch === 'data-damaged' || situation.branch === 'table-dropped';
        const counts = isNamed || (named.size === 0 && noticed - loss.since <= RECENT_MS);
        anomalies.push(lossAnomaly(table, loss, facts.rows.get(table) ?? 0, about && counts));
      }
    }
    if (facts.applicationKey !== null) {
      if (applicationKey !== null && applicationKey !== facts.applicationKey)
        anomalies.push({
          code: 'application-key-changed',
          text: 'The application key is another one than in the backup before it.',
          disqualifies: false,
        });
      applicationKey = facts.applicationKey;
    }
    for (const text of facts.offTrend ?? []) anomalies.push({ code: 'off-trend', text, disqualifies: false });
    if (anomalies.length > 0) found.set(facts.backup.id, anomalies);
  }
  return found;
}

function holdsRows({ backup }: BackupFacts): boolean {
  return backup.databases.length > 0 && (backup.kind === 'full' || backup.kind === 'incremental');
}

function noteLosses(facts: BackupFacts, at: number, lastRows: Map<string, number>, lossOf: Map<string, Loss>): void {
  for (const [table, rows] of facts.rows) {
    if (rows === null || EPHEMERAL.test(table)) continue;
    const loss = lossOf.get(table);
    if (loss !== undefined) {
      if (rows * 2 >= loss.rowsBefore) lossOf.delete(table);
      else if (loss.vanished) lossOf.set(table, { ...loss, vanished: false });
    } else {
      const before = lastRows.get(table) ?? 0;
      if (before >= COLLAPSE_FROM_ROWS && rows * 2 < before) lossOf.set(table, { rowsBefore: before, since: at, vanished: false });
    }
    lastRows.set(table, rows);
  }
  const databases = new Set(facts.backup.databases);
  for (const [table, before] of lastRows) {
    if (facts.rows.has(table) || !databases.has(table.slice(0, table.indexOf('.')))) continue;
    const loss = lossOf.get(table);
    lossOf.set(table, { rowsBefore: loss?.rowsBefore ?? before, since: loss?.since ?? at, vanished: true });
    lastRows.delete(table);
  }
}

function executablesAnomaly(names: readonly string[], situation: Situation): Anomaly {
  const more = names.length > 1 ? ` and ${names.length - 1} more` : '';
  return {
    code: 'new-executables',
    text: `Its media hold ${names[0]}${more}, which earlier backups have not.`,
    disqualifies: situation.branch === 'hacked',
  };
}

function lossAnomaly(table: string, loss: Loss, rows: number, disqualifies: boolean): Anomaly {
  return loss.vanished
    ? { code: 'table-vanished', text: `The table ${table} is no longer in it.`, disqualifies }
    : { code: 'rows-collapsed', text: `${table} has ${rows} rows in it, down from ${loss.rowsBefore}.`, disqualifies };
}
