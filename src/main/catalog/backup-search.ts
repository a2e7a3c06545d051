import * as z from 'zod';
import type { BackupFilter, BackupPage } from '../../shared/model/backup.ts';
import { NEWEST_FIRST, selectSummaries } from './backup-lists.ts';
import { decode, decodeAll } from './decode.ts';
import type { Sql, SqlValue } from './sql.ts';

/** `best_level` of a backup, see the migration that made the column. */
const AT_LEAST = { intact: 2, sound: 3, proven: 4 } as const;

interface Condition {
  readonly text: string;
  readonly values: Readonly<Record<string, SqlValue>>;
}

const Count = z.object({ total: z.int().nonnegative() });
const Id = z.object({ id: z.string() });

/**
 * A page of what the filter lets through, newest first, and how many there are in all. Every word of the text must be found somewhere in label, note,
 * folder, id, databases or the site's name, the present one or the one at the time, in any case of the letters A to Z; `%` and `_` are ordinary characters.
 */
export function searchBackups(sql: Sql, filter: BackupFilter, offset: number, limit: number): BackupPage {
  const conditions = conditionsOf(filter);
  const where = `WHERE ${['copy_count > 0', ...conditions.map(({ text }) => text)].join(' AND ')}`;
  const values = Object.assign({}, ...conditions.map((condition) => condition.values)) as Record<string, SqlValue>;
  const { total } = decode(Count, 'backup', sql.get(`SELECT count(*) AS total FROM backup ${where}`, values));
  if (total <= offset) return { total, rows: [] };
  // First which, in the index alone, then everything of these few.
  const page = sql.all(`SELECT id FROM backup ${where} ${NEWEST_FIRST} LIMIT :limit OFFSET :offset`, { ...values, limit, offset });
  const ids = JSON.stringify(decodeAll(Id, 'backup', page).map(({ id }) => id));
  return { total, rows: [...selectSummaries(sql, 'WHERE backup.id IN (SELECT value FROM json_each(:ids))', { ids, limit: -1 })] };
}

function conditionsOf(filter: BackupFilter): readonly Condition[] {
  const { siteId, kind, trigger, part, placeId, proof, held, from, until } = filter;
  return [
    ...wordsIn(filter.text).map(containsWord),
    ...equals('backup.site_id', 'siteId', siteId),
    ...equals('backup.kind', 'kind', kind),
    ...equals('occasion', 'trigger', trigger),
    ...equals('held', 'held', held === null ? null : Number(held)),
    // The list of parts is JSON text of plain words.
    ...(part === null ? [] : [{ text: 'instr(parts, :part) > 0', values: { part: JSON.stringify(part) } }]),
    ...(placeId === null ? [] : [{ text: 'instr(places, :placeId) > 0', values: { placeId } }]),
    ...(proof === null
      ? []
      : [
          proof === 'failed'
            ? { text: 'copy_count > holding_copies', values: {} }
            : { text: 'best_level >= :atLeast', values: { atLeast: AT_LEAST[proof] } },
        ]),
    ...(from === null ? [] : [{ text: 'started_at >= :from', values: { from } }]),
    ...(until === null ? [] : [{ text: 'started_at < :until', values: { until } }]),
  ];
}

function equals(column: string, name: string, value: SqlValue): readonly Condition[] {
  return value === null ? [] : [{ text: `${column} = :${name}`, values: { [name]: value } }];
}

function wordsIn(text: string): readonly string[] {
  return text.split(/\s+/u).filter((word) => word !== '');
}

function containsWord(word: string, index: number): Condition {
  const name = `word${index}`;
  const pattern = `%${word.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
  const like = String.raw`LIKE :${name} ESCAPE '\'`;
  return {
    text: `(search_text ${like} OR backup.site_id IN (SELECT id FROM site WHERE name ${like}))`,
    values: { [name]: pattern },
  };
}
