import type { RestoreCheck } from '../../../shared/model/restore.ts';
import type { SiteRecovery } from '../../../shared/model/site-recovery.ts';
import { errorNumber, type DatabaseSession, type Row } from '../../sites/database-session.ts';
import { AppError } from '../../errors/app-error.ts';
import { fetchStatus, type Answer, type Cookies } from './fetch-status.ts';

/** Each address as a visitor has it; behind a maintenance page by the link that passes it, where there is one. */
export async function checkUrls(
  urls: SiteRecovery['smokeUrls'],
  bypass: string | null,
  signal: AbortSignal,
): Promise<readonly RestoreCheck[]> {
  const cookies: Cookies = new Map();
  const links = new Set(bypass === null ? [] : urls.flatMap((url) => bypassFor(url, bypass)));
  for (const link of links) await fetchStatus(link, cookies, signal);
  const checks: RestoreCheck[] = [];
  for (const url of urls) checks.push(urlCheck(url, await fetchStatus(url, cookies, signal)));
  return checks;
}

/** The link at the same origin as an address, where that is the same site with or without `www.`; none at any other. Pure. */
export function bypassFor(url: string, bypass: string): readonly string[] {
  const [address, link] = [new URL(url), new URL(bypass)];
  const bare = ({ hostname }: URL) => hostname.replace(/^www\./, '');
  return bare(address) === bare(link) ? [`${address.origin}${link.pathname}`] : [];
}

function urlCheck(url: string, answer: Answer): RestoreCheck {
  const ok = answer.status !== null && answer.status >= 200 && answer.status <= 399;
  const found = answer.status === null ? answer.reason : `${answer.status} after ${answer.ms} ms`;
  return { label: url, expected: '200 to 399', found, ok };
}

/** Longer than anybody waits for a page. */
const STATEMENT_MS = 60_000;

/** Statements of the operator, in a transaction that cannot write. A row with a value other than 0 and '' passes. */
export async function checkStatements(session: DatabaseSession, statements: SiteRecovery['smokeSql']): Promise<readonly RestoreCheck[]> {
  const checks: RestoreCheck[] = [];
  for (const statement of statements) checks.push(await checkStatement(session, statement));
  return checks;
}

async function checkStatement(session: DatabaseSession, statement: string): Promise<RestoreCheck> {
  const check = (found: string, ok: boolean): RestoreCheck => ({
    label: statement.slice(0, 200),
    expected: "a value other than 0 and ''",
    found,
    ok,
  });
  try {
    await session.query(
      session.isMariaDb ? `SET SESSION max_statement_time = ${STATEMENT_MS / 1000}` : `SET SESSION max_execution_time = ${STATEMENT_MS}`,
    );
    await session.query('START TRANSACTION READ ONLY');
    const rows = await session.query(statement);
    const value = meaningOf(rows);
    return check(value ?? (rows.length === 0 ? 'no row' : '0 or nothing'), value !== null);
  } catch (error) {
    if (errorNumber(error) === 0 || !(error instanceof AppError)) throw error;
    return check(error.detail.slice(0, 500), false);
  } finally {
    await session.query('ROLLBACK').catch(() => {});
  }
}

/** The first value that says something; null: there is none. Pure. */
export function meaningOf(rows: readonly Row[]): string | null {
  for (const row of rows) for (const value of Object.values(row)) if (saysSomething(value)) return String(value).slice(0, 100);
  return null;
}

/** Decimals come as text: `0.00` is nothing, too. */
function saysSomething(value: string | number | null): boolean {
  return value !== null && value !== 0 && value !== '' && !/^-?0+(?:\.0*)?$/.test(String(value));
}
