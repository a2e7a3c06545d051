import type { Instant } from '../../../shared/model/instant.ts';
import type { Sign } from '../../../shared/model/proposal.ts';
import { durationWords } from './duration-words.ts';
import { EPHEMERAL } from '../../../shared/ephemeral-tables.ts';
import { COLLAPSE_FROM_ROWS } from './find-anomalies.ts';
import type { BackupFacts } from './proposal-facts.ts';

/** What signs are looked for in; see `BackupFacts`. */
export type ComparedBackup = Pick<BackupFacts, 'capturedTo' | 'rows' | 'executables' | 'applicationKey'> & {
  /** Its databases; empty when it holds no rows of any. */
  readonly databases: readonly string[];
};

interface Last<T> {
  readonly value: T;
  readonly at: Instant;
}

/** As many names as a sentence holds. */
const NAMED = 3;

/**
 * What happened between neighbouring backups: tables that lost half of their rows or went, scripts among the media, another application key. Each sign has the
 * time of the backup before: it began after that, and whoever takes it for the first sign goes back behind all of it. Earliest first. Pure.
 */
export function signsOfBackups(oldestFirst: readonly ComparedBackup[]): readonly Sign[] {
  const signs: Sign[] = [];
  const rowsOf = new Map<string, Last<number>>();
  let executables: Last<ReadonlySet<string>> | null = null;
  let key: Last<string> | null = null;
  for (const { capturedTo: at, rows, databases, ...rest } of oldestFirst) {
    const since = (before: Instant): string =>
      `Between this backup and the next one ${durationWords(Math.max(0, Date.parse(at) - Date.parse(before)))} later`;
    for (const [table, count] of rows) {
      const before = rowsOf.get(table);
      if (count === null) continue;
      if (before !== undefined && !EPHEMERAL.test(table) && before.value >= COLLAPSE_FROM_ROWS && count * 2 < before.value)
        signs.push({
          at: before.at,
          code: 'rows-collapsed',
          text: `${since(before.at)} ${table} went from ${before.value} rows to ${count}.`,
        });
      rowsOf.set(table, { value: count, at });
    }
    for (const [table, before] of rowsOf) {
      if (rows.has(table) || !databases.includes(table.slice(0, table.indexOf('.')))) continue;
      if (!EPHEMERAL.test(table))
        signs.push({
          at: before.at,
          code: 'table-vanished',
          text: `${since(before.at)} the table ${table} went, with ${before.value} rows.`,
        });
      rowsOf.delete(table);
    }
    if (rest.executables !== null) {
      const before: Last<ReadonlySet<string>> | null = executables;
      const came = before === null ? [] : [...rest.executables].filter((name) => !before.value.has(name));
      if (before !== null && came.length > 0)
        signs.push({
          at: before.at,
          code: 'new-executable',
          text: `${since(before.at)} came ${namesOf(came)}, which a web server may run.`,
        });
      executables = { value: rest.executables, at };
    }
    if (rest.applicationKey !== null) {
      if (key !== null && key.value !== rest.applicationKey)
        signs.push({ at: key.at, code: 'application-key-changed', text: `${since(key.at)} the application key became another one.` });
      key = { value: rest.applicationKey, at };
    }
  }
  return signs.toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at));
}

function namesOf(names: readonly string[]): string {
  const more = names.length - NAMED;
  return `${names.slice(0, NAMED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
