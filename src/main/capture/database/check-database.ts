import type { DatabaseCheck, Site } from '../../../shared/model/site.ts';
import type { DatabaseSource } from '../../../shared/model/source.ts';
import type { RemoteShell } from '../../servers/ssh/remote-shell.ts';
import { openDatabaseSession } from '../../sites/database-session.ts';
import { NEEDED_PRIVILEGES, ROUTINE_PRIVILEGES } from '../../sites/privileges.ts';
import { resolveCredentials } from '../../sites/resolve-credentials.ts';
import type { SecretStore } from '../../support/secret-store.ts';
import { findDumpTool } from './dump-tool.ts';
import { quoteName, readLiveInventory, type LiveInventory } from '../../sites/live-inventory.ts';
import { planDump } from './plan-dump.ts';

/** Signs in to a source's database and says what a backup of it would and would not hold. */
export async function checkDatabase(
  shell: RemoteShell,
  site: Site,
  source: DatabaseSource,
  secrets: SecretStore,
  signal: AbortSignal,
): Promise<DatabaseCheck> {
  const credentials = await resolveCredentials(shell, site, source, secrets, signal);
  await using session = await openDatabaseSession(shell, credentials, signal);
  const live = await readLiveInventory(session, credentials.database);
  const tool = await findDumpTool(shell, live.isMariaDb, signal);
  const plan = planDump(live, tool, credentials.database, 'full');
  const [who] = await session.query('SELECT CURRENT_USER() AS account');
  return {
    serverVersion: live.serverVersion,
    tables: live.tables.length,
    approximateRows: live.tables.reduce((sum, table) => sum + table.approximateRows, 0),
    approximateBytes: live.approximateBytes,
    missing: plan.warnings.map(({ text }) => text),
    grantStatement: grantStatement(live, credentials.database, accountName(String(who?.['account'] ?? ''))),
  };
}

/** What an administrator would run so that nothing is left out; null when nothing is. */
function grantStatement(live: LiveInventory, database: string, account: string): string | null {
  const lacking: string[] = NEEDED_PRIVILEGES.filter((privilege) => !live.privileges.has(privilege));
  const blind = !ROUTINE_PRIVILEGES.some((privilege) => live.privileges.has(privilege));
  if (blind) lacking.push('EXECUTE');
  const statements = lacking.length === 0 ? [] : [`GRANT ${lacking.join(', ')} ON ${quoteName(database)}.* TO ${account};`];
  // The text of another account's routines: MySQL has a privilege for it, MariaDB up to 11.2 keeps it in a table.
  if (blind || live.routines.some(({ readable }) => !readable))
    statements.push(live.isMariaDb ? `GRANT SELECT ON mysql.proc TO ${account};` : `GRANT SHOW_ROUTINE ON *.* TO ${account};`);
  return statements.length === 0 ? null : statements.join('\n');
}

/** `shop@localhost` -> `'shop'@'localhost'`. */
function accountName(account: string): string {
  const at = account.lastIndexOf('@');
  const quote = (text: string) => `'${text.replaceAll("'", "''")}'`;
  return at === -1 ? quote(account) : `${quote(account.slice(0, at))}@${quote(account.slice(at + 1))}`;
}
