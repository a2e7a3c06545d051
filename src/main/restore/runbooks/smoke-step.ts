import * as z from 'zod';
import type { PlanStep } from '../../../shared/model/runbook.ts';
import { RestoreCheck } from '../../../shared/model/restore.ts';
import type { DatabaseSource } from '../../../shared/model/source.ts';
import { AppError } from '../../errors/app-error.ts';
import { openDatabaseSession } from '../../sites/database-session.ts';
import { dialectOf, frameworkOf } from '../../sites/detect-sites.ts';
import { parseEnv } from '../../sites/env/parse-env.ts';
import { lookAtSite } from '../../sites/look-at-site.ts';
import { databaseSettings } from '../../sites/profiles/database-settings.ts';
import { resolveCredentials } from '../../sites/resolve-credentials.ts';
import type { RestoreStep, StepContext } from '../step.ts';
import { bypassUrlOf } from './maintenance-memo.ts';
import { MAINTENANCE_ON } from './maintenance-steps.ts';
import type { OpenSite } from './open-site.ts';
import { withSite } from './site-session.ts';
import type { SiteWork } from './site-work.ts';
import { checkStatements, checkUrls } from './smoke-checks.ts';

const Memo = z.object({ checks: z.array(RestoreCheck) });

/** What the last smoke test found, from the memo of the step `smoke`; empty before it ran. */
export function smokeChecksOf(memo: unknown): readonly RestoreCheck[] {
  return Memo.safeParse(memo).data?.checks ?? [];
}

/**
 * Looks at the site as its visitors will, by the link that passes the maintenance page, and asks the database what the operator wants to know. Whatever is not as
 * expected is a warning: the data were compared before, and undo stays armed.
 */
export function smokeStep(work: SiteWork): RestoreStep {
  return { plan: smokePlan(work), run: (context) => smoke(work, context) };
}

function smokePlan({ recovery }: SiteWork): PlanStep {
  return {
    id: 'smoke',
    kind: 'smoke',
    title: 'Look at the site',
    commands: [...recovery.smokeUrls.map((url) => `GET ${url}`), ...recovery.smokeSql],
    changes: 'Nothing.',
    undo: 'Nothing has to be undone.',
    touchesLive: false,
    estimatedMs: null,
  };
}

async function smoke(work: SiteWork, context: StepContext): Promise<string | void> {
  const { job } = context;
  job.step('Looking at the site');
  const bypass = bypassUrlOf(context.memoOf(MAINTENANCE_ON));
  const checks = [...(await checkUrls(work.recovery.smokeUrls, bypass, job.signal)), ...(await askDatabase(work, context))];
  for (const { label, found, ok } of checks) context.say(`${ok ? 'ok' : 'NOT AS EXPECTED'}   ${label}: ${found}`);
  context.keepMemo({ checks });
  const bad = checks.filter(({ ok }) => !ok);
  if (bad.length === 0) return undefined;
  const behindPage =
    context.memoOf(MAINTENANCE_ON) !== undefined && bypass === null
      ? ' The maintenance page is up and there is no link that passes it.'
      : '';
  return `Not as expected: ${bad.map(({ label, found }) => `${label}: ${found}`).join('; ')}.${behindPage}`;
}

async function askDatabase(work: SiteWork, context: StepContext): Promise<readonly RestoreCheck[]> {
  const source = context.target.sources.find((each): each is DatabaseSource => each.kind === 'database');
  const { smokeSql } = work.recovery;
  if (smokeSql.length === 0) return [];
  if (source === undefined) return smokeSql.map((label) => ({ label, expected: 'a database', found: 'the site has none', ok: false }));
  return withSite(work, context, [], async (open) => {
    try {
      const now = await sourceNow(open, work, source);
      const credentials = await resolveCredentials(open.shell, work.site, now, context.secrets, open.signal);
      await using session = await openDatabaseSession(open.shell, credentials, open.signal);
      return await checkStatements(session, smokeSql);
    } catch (error) {
      if (!(error instanceof AppError) || !/^(?:database|source)\./.test(error.code)) throw error;
      return smokeSql.map((label) => ({ label, expected: 'an answer', found: error.message.slice(0, 500), ok: false }));
    }
  });
}

/** The database the site itself uses at this moment: after a switch by its settings that is another one than is registered. */
async function sourceNow({ shell, root, signal }: OpenSite, { site }: SiteWork, source: DatabaseSource): Promise<DatabaseSource> {
  if (source.access.from !== 'site-env') return source;
  const look = await lookAtSite(shell, root, source.access.envFile, signal);
  if (look.env.state !== 'read') return source;
  const { values } = parseEnv(look.env.text, dialectOf(site.profile));
  const settings = databaseSettings(site.profile, values, frameworkOf(look, site.profile));
  return settings.found ? { ...source, database: settings.credentials.database } : source;
}
