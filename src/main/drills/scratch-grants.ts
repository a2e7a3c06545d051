/** What SHOW GRANTS says of an account, judged for a drill. */
export interface Reach {
  /** What it could change outside of scratch schemas, one sentence each; empty: nothing. */
  readonly writes: readonly string[];
  /** What it could read outside of them. */
  readonly reads: readonly string[];
}

/** Privileges that change nothing by themselves. Everything else counts as writing, known or not: what a later server invents is not let through. */
const READS = new Set([
  'USAGE',
  'SELECT',
  'SHOW VIEW',
  'SHOW DATABASES',
  'PROCESS',
  'REFERENCES',
  'LOCK TABLES',
  'SLAVE MONITOR',
  'BINLOG MONITOR',
  'REPLICATION CLIENT',
  'SHOW CREATE ROUTINE',
  'SHOW_ROUTINE',
]);
/** A name or pattern that carries the mark of a scratch schema; `_` stands for any one character there unless it is escaped. */
const SCRATCH_PATTERN = /(?:\\_|_){2}hf(?:\\_|_)drill(?:\\_|_)/;
const LINE =
  /^(GRANT|REVOKE) (.+?) ON (?:(?:TABLE|FUNCTION|PROCEDURE|PACKAGE(?: BODY)?) )?(\*|`(?:[^`]|``)+`|[^`\s.]+)\.(\*|`(?:[^`]|``)+`|[^\s]+) (?:TO|FROM) /i;

/**
 * What an account could reach beside scratch schemas, by the lines of SHOW GRANTS. Strict: a line that is not understood, a role or a proxy counts as writing.
 * Pure.
 */
export function reachOf(lines: readonly string[]): Reach {
  const writes: string[] = [];
  const reads: string[] = [];
  for (const line of lines) {
    const match = LINE.exec(line);
    // A password may follow the name of the account.
    const told = line.split(/ (?:TO|FROM|IDENTIFIED) /i)[0] ?? '';
    if (match === null) {
      writes.push(told);
      continue;
    }
    const [, kind = '', list = '', schema = ''] = match;
    // What is taken away again reaches nothing; that it was given counts.
    if (kind.toUpperCase() === 'REVOKE' || SCRATCH_PATTERN.test(schema)) continue;
    const privileges = list
      .replace(/\([^)]*\)/g, '')
      .split(',')
      .map((each) => each.trim().toUpperCase());
    if (privileges.every((privilege) => privilege === 'USAGE') && !/WITH GRANT OPTION/i.test(line)) continue;
    if (privileges.some((privilege) => !READS.has(privilege)) || /WITH GRANT OPTION/i.test(line)) writes.push(told);
    else reads.push(told);
  }
  return { writes, reads };
}

/** For an account that may do what a drill needs and nothing else. */
export function scratchAccountStatements(user: string): string {
  const account = `'${user.replaceAll("'", "''")}'@'...'`;
  return [
    `CREATE USER ${account} IDENTIFIED BY '...';`,
    `GRANT ALL PRIVILEGES ON \`%\\_\\_hf\\_drill\\_%\`.* TO ${account};`,
    'with the host the account signs in from in place of the dots (localhost for a socket). A server that writes a binary log wants',
    'log_bin_trust_function_creators = 1 as well, for triggers and functions.',
  ].join('\n');
}
