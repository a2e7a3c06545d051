import { resolve } from 'node:path';
import type { AuditEntry, AuditFilter, AuditVerdict } from '../../../shared/model/audit.ts';
import { AuditOutcome, NO_AUDIT_FILTER } from '../../../shared/model/audit.ts';
import { Instant } from '../../../shared/model/instant.ts';
import type { App } from '../../app/app.ts';
import { ask, EXIT, oneOf, requiredText, text, UsageError, type Command, type OptionValues } from '../command.ts';
import { findSite } from '../find.ts';
import { facts, table } from '../table.ts';
import { wholeNumber } from '../words.ts';

const string = { type: 'string' } as const;
const FILTERS = { site: string, action: string, outcome: string, text: string, from: string, until: string } as const;
const FILTER_USAGE = '[--site SITE] [--action NAME] [--outcome OUTCOME] [--text WORDS] [--from TIME] [--until TIME]';
const OUTCOMES = [...AuditOutcome.options, 'trouble'] as const;

export const auditList: Command = {
  name: 'audit list',
  usage: `audit list ${FILTER_USAGE} [--limit NUMBER]`,
  about: `Who changed or read customers' data, when and with what result, newest first. OUTCOME: ${OUTCOMES.join(', ')}.`,
  options: { ...FILTERS, limit: string },
  positionals: [0, 0],
  access: 'read',
  async run({ app, options }) {
    const limit = wholeNumber(options, 'limit') ?? 50;
    if (limit < 1 || limit > 500) throw new UsageError('--limit: a number from 1 to 500.');
    const page = await ask(app, 'audit.list', { filter: await filterOf(app, options), offset: 0, limit });
    const rows = page.rows.map(({ seq, at, actor, action, outcome, problem, details }) => [
      String(seq),
      at,
      `${actor.user}@${actor.machine}`,
      actor.host,
      action,
      problem === null ? outcome : `${outcome} (${problem})`,
      detailsLine(details),
    ]);
    const shown = table(['NO', 'WHEN', 'WHO', 'THROUGH', 'ACTION', 'RESULT', 'DETAILS'], rows);
    return { exit: EXIT.done, json: page, text: rows.length === 0 ? 'No entry.' : `${shown}\n${rows.length} of ${page.total}` };
  },
};

export const auditExport: Command = {
  name: 'audit export',
  usage: `audit export --output FILE [--format csv|jsonl] ${FILTER_USAGE}`,
  about: 'Writes the record into a new file that only your account can read: csv for a spreadsheet, jsonl with one entry a line.',
  options: { ...FILTERS, format: string, output: string },
  positionals: [0, 0],
  access: 'read',
  async run({ app, options }) {
    const file = resolve(requiredText(options, 'output'));
    const format = oneOf(options, 'format', ['csv', 'jsonl']) ?? (file.endsWith('.jsonl') ? 'jsonl' : 'csv');
    const written = await ask(app, 'audit.export', { filter: await filterOf(app, options), format, file });
    return { exit: EXIT.done, json: written, text: `${written?.entries ?? 0} entries are in ${written?.file ?? '?'}.` };
  },
};

export const auditVerify: Command = {
  name: 'audit verify',
  usage: 'audit verify',
  about: 'Reads the whole record and names the first entry that was changed, removed or moved. Ends with 1 when there is one.',
  options: {},
  positionals: [0, 0],
  access: 'read',
  async run({ app }) {
    const verdict = await ask(app, 'audit.verify', undefined);
    return { exit: verdict.broken === null ? EXIT.done : EXIT.failed, json: verdict, text: describe(verdict) };
  },
};

async function filterOf(app: App, options: OptionValues): Promise<AuditFilter> {
  const site = text(options, 'site');
  return {
    ...NO_AUDIT_FILTER,
    siteId: site === undefined ? null : (await findSite(app, site)).site.id,
    action: text(options, 'action') ?? null,
    outcome: oneOf(options, 'outcome', OUTCOMES) ?? null,
    text: text(options, 'text') ?? '',
    from: instant(options, 'from'),
    until: instant(options, 'until'),
  };
}

/** A day means its midnight, UTC. */
function instant(options: OptionValues, name: string): string | null {
  const value = text(options, name);
  if (value === undefined) return null;
  const found = Instant.safeParse(/^\d{4}-\d{2}-\d{2}$/.test(value) ? `${value}T00:00:00.000Z` : value);
  if (!found.success) throw new UsageError(`--${name}: a day (2026-11-21) or a time in UTC (2026-11-21T02:00:00Z).`);
  return new Date(found.data).toISOString();
}

function detailsLine(details: AuditEntry['details']): string {
  return Object.entries(details)
    .map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(' ');
}

function describe({ entries, firstSeq, lastSeq, head, prunedTo, copy, broken }: AuditVerdict): string {
  const copies = {
    same: 'the same entries',
    behind: 'lacks the newest; it is brought up at the next start',
    none: 'there is none',
    differs: 'NOT THE SAME',
  } as const;
  return facts([
    ['Record', broken === null ? 'whole' : `BROKEN at entry ${broken.seq}: ${broken.text}`],
    ['Entries', entries === 0 ? 'none' : `${entries}, ${firstSeq ?? '?'} to ${lastSeq ?? '?'}`],
    ...(prunedTo === 0 ? [] : [['Let go', `up to entry ${prunedTo}, as the record's own retention says`] as const]),
    ['Copy', copies[copy]],
    ['Head', head ?? '-'],
  ]);
}
