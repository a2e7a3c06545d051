import type { DatabaseCheck, DatabaseSource, Site } from '../../../shared/model/site.ts';
import type { RemoteShell } from '../../servers/ssh/remote-shell.ts';
import { openDatabaseSession } from '../../sites/database-session.ts';
import { NEEDED_PRIVILEGES } from '../../sites/privileges.ts';
import { resolveCredentials } from '../../sites/resolve-credentials.ts';
import type { SecretStore } from '../../support/secret-store.ts';
import { findDumpTool } from './dump-tool.ts';
import { quoteName, readLiveInventory } from './live-inventory.ts';
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
  const lacking = NEEDED_PRIVILEGES.filter((privilege) => !live.privileges.has(privilege));
  const [who] = await session.query('SELECT CURRENT_USER() AS account');
  return {
    serverVersion: live.serverVersion,
    tables: live.tables.length,
    approximateRows: live.tables.reduce((sum, table) => sum + table.approximateRows, 0),
    approximateBytes: live.approximateBytes,
    missing: plan.warnings.map(({ text }) => text),
    grantStatement:
      lacking.length === 0
        ? null
        : `GRANT ${lacking.join(', ')} ON ${quoteName(credentials.database)}.* TO ${accountName(String(who?.['account'] ?? ''))};`,
  };
}

/** `shop@localhost` -> `'shop'@'localhost'`. */
function accountName(account: string): string {
  const at = account.lastIndexOf('@');
  const quote = (text: string) => `'${text.replaceAll("'", "''")}'`;
  return at === -1 ? quote(account) : `${quote(account.slice(0, at))}@${quote(account.slice(at + 1))}`;
}
