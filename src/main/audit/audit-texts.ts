import type { AuditEntry } from '../../shared/model/audit.ts';
import { canonicalJson } from './chain.ts';

const COLUMNS = [
  'seq',
  'at',
  'user',
  'machine',
  'app',
  'host',
  'action',
  'effect',
  'site',
  'outcome',
  'problem',
  'details',
  'hash',
] as const;

/** RFC 4180: CRLF, quotes where they are needed. A line each, the header first. */
export function* auditCsv(entries: Iterable<AuditEntry>): Generator<string> {
  yield row(COLUMNS);
  for (const { seq, at, actor, action, effect, siteId, outcome, problem, details, hash } of entries)
    yield row([
      String(seq),
      at,
      actor.user,
      actor.machine,
      actor.appVersion,
      actor.host,
      action,
      effect,
      siteId ?? '',
      outcome,
      problem ?? '',
      canonicalJson(details),
      hash,
    ]);
}

/** One entry a line with its hash, as the copy beside the catalog has it. */
export function* auditJsonLines(entries: Iterable<AuditEntry>): Generator<string> {
  for (const { hash, ...entry } of entries) yield `${canonicalJson(entry).slice(0, -1)},"hash":"${hash}"}\n`;
}

function row(fields: readonly string[]): string {
  return `${fields.map(field).join(',')}\r\n`;
}

/** A spreadsheet computes what begins with one of these signs (OWASP, CSV injection): an apostrophe before it makes it a text. */
function field(text: string): string {
  const safe = /^[=+\-@\t\r\n]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
