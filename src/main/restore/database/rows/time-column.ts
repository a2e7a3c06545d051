/** A column as far as it can tell how new a row is. */
export interface DatedColumn {
  readonly name: string;
  /** Type of the column without its length, in lower case. */
  readonly type: string;
}

const TIMES = new Set(['datetime', 'timestamp', 'date']);

/** What a row was made at comes first, then what happened to it, then what was done to it later. */
const RANKS: readonly RegExp[] = [
  /^(created_?at|created_?on|created|date_?created|creation_?(date|time)|inserted_?at|added_?(at|on)|date_?added|registered_?at|date_?joined|post_date)$/,
  /(^|_)(created|placed|ordered|logged|posted|published|received|submitted|registered|paid|sent|seen|applied)(_?(at|on))?$/,
  /(^|_)(at|on|time|timestamp|datetime)$/,
  /(^|_)(date|day)(_|$)/,
  /(^|_)(updated|modified|changed|last)/,
];

/** Times that lie ahead, were long ago, or speak of something else than the row. */
const NOT_OF_THE_ROW =
  /(^|_)(expire[sd]?|expir(y|ation|ing)|valid|until|due|deadline|start[sed]*|end[sed]*|ends?|scheduled?|available|reserved|deleted|removed|trashed|birth\w*|born|dob|remind\w*|renew\w*|next|trial|closes?|opens?)(_|$)/;

/**
 * The column the newest row of a table is most likely told by; null: none looks like it. Of two that are as likely, the one that stands first. Pure.
 */
export function chooseTimeColumn(columns: readonly DatedColumn[]): string | null {
  let best: { readonly name: string; readonly rank: number } | null = null;
  for (const { name, type } of columns) {
    if (!TIMES.has(type)) continue;
    const rank = rankOf(snakeCased(name));
    if (rank !== null && (best === null || rank < best.rank)) best = { name, rank };
  }
  return best?.name ?? null;
}

function rankOf(name: string): number | null {
  if (NOT_OF_THE_ROW.test(name)) return null;
  const rank = RANKS.findIndex((pattern) => pattern.test(name));
  return rank === -1 ? RANKS.length : rank;
}

function snakeCased(name: string): string {
  return name.replaceAll(/(?<=[\p{Ll}\p{Nd}])(?=\p{Lu})/gu, '_').toLowerCase();
}
