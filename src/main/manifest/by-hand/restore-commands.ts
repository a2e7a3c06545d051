import type { DatabaseArtifact } from '../../../shared/model/artifact.ts';
import type { Compression } from '../../../shared/model/preflight.ts';

/** Reads an artifact from its standard input, writes what is in it. Null: nothing is to be done. */
export const UNPACK: Readonly<Record<Compression, string | null>> = { gzip: 'gunzip', zstd: 'zstd -dc', bzip2: 'bunzip2', none: null };

/**
 * The client with the values of the sign-in step, as a function of the shell: short commands are read and typed more safely. Empty values must
 * vanish: ASK for accounts without password, DB_PORT because clients of MariaDB leave the socket as soon as a port is named, and root may often
 * sign in there only.
 */
export const SIGN_IN =
  'db() { $CLIENT --host="$DB_HOST" ${DB_PORT:+--port=$DB_PORT} --user="$DB_USER" $ASK --default-character-set=utf8mb4 "$@"; }';

/** Drops MariaDB's first line where it is, and nothing else. LC_ALL=C: a dump is bytes, and sed of macOS stops at what is no text to it. */
export const WITHOUT_SANDBOX_LINE = `LC_ALL=C sed '1{/enable the sandbox mode/d;}'`;

/**
 * A routine that is older than its database's collation is dumped between two ALTER DATABASE with the original name: under another name they would
 * change the wrong database, or find none.
 */
const WITH_NEW_NAME = 'LC_ALL=C sed "s/^ALTER DATABASE \\`[^\\`]*\\` CHARACTER SET/ALTER DATABASE \\`$DB\\` CHARACTER SET/"';

/**
 * From the file into the database. `--binary-mode`: line ends inside routines stay as they are, and a dump cannot make the client run
 * programs; DELIMITER still works. `--comments`: the client takes comments out of routines otherwise. `through`: a filter in between.
 */
export function importCommand(
  { file, compression, altersDatabase }: Pick<DatabaseArtifact, 'file' | 'compression' | 'altersDatabase'>,
  through?: string,
): string {
  const rename = altersDatabase === true ? WITH_NEW_NAME : null;
  const stages = [UNPACK[compression], rename, through ?? null].filter((stage) => stage !== null);
  const [first, ...rest] = [...stages, 'db --binary-mode --comments --max-allowed-packet=1G "$DB"'];
  return [`${first} < ${shellQuote(file)}`, ...rest].join(' | ');
}

/** What unpacks a file under Windows; null when nothing is to be done. 7-Zip knows all but zstd. */
export function unpackCommand(compression: Compression, file: string): string | null {
  switch (compression) {
    case 'gzip':
    case 'bzip2':
      return `"C:\\Program Files\\7-Zip\\7z.exe" x "${file}"`;
    case 'zstd':
      return `zstd -d "${file}"`;
    case 'none':
      return null;
  }
}

/** One word for a POSIX shell, whatever it holds. */
export function shellQuote(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/** A name for the new database: plain letters, so that no command needs thought. MySQL allows 64 characters. */
export function restoredName(database: string): string {
  const plain = database
    .normalize('NFKD')
    .replace(/[^A-Za-z0-9_]+/gu, '_')
    .replace(/^_+|_+$/gu, '')
    .slice(0, 64 - '_restored'.length);
  return `${plain === '' ? 'database' : plain}_restored`;
}
