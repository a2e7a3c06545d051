import { createHash } from 'node:crypto';
import type { AuditEntry, AuditEvent } from '../../shared/model/audit.ts';
import type { AuditLink } from '../catalog/audit.ts';

/** What the first entry chains to. */
export const BEGINNING: AuditLink = { seq: 0, hash: '0'.repeat(64) };

/** One text for one value, whatever the order its keys were set in: keys sorted by code unit, no space, what is undefined left out. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item === undefined ? null : item)).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const fields = Object.entries(value)
      .filter(([, field]) => field !== undefined)
      .toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
    return `{${fields.map(([name, field]) => `${JSON.stringify(name)}:${canonicalJson(field)}`).join(',')}}`;
  }
  return JSON.stringify(value) ?? 'null';
}

/** `document`: canonical JSON of an entry without its hash. */
export function hashOf(previousHash: string, document: string): string {
  return createHash('sha256').update(`${previousHash}\n${document}`).digest('hex');
}

/** The event as the entry that follows `previous`, with the text its hash covers. */
export function linkTo(previous: AuditLink, event: AuditEvent): { readonly entry: AuditEntry; readonly document: string } {
  const seq = previous.seq + 1;
  const document = canonicalJson({ seq, ...event });
  return { entry: { seq, ...event, hash: hashOf(previous.hash, document) }, document };
}
