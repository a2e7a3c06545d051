import { redactText, redactValue } from '../support/redact.ts';
import type { Audited } from './audited-calls.ts';

type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

const LONGEST_TEXT = 300;
const MOST_ITEMS = 20;

/** The named fields of a call's input, short and without anything that looks like a secret. A field with dots keeps its whole name. */
export function detailsOf({ keep }: Audited, input: unknown): Record<string, Json> {
  const details: Record<string, Json> = {};
  for (const path of keep) {
    const value = path.split('.').reduce<unknown>((at, name) => (isRecord(at) ? at[name] : undefined), input);
    if (value !== undefined && value !== null) details[path] = brief(redactValue(value));
  }
  return details;
}

/** Plain JSON, with long texts and lists cut to what a person reads. */
export function brief(value: unknown): Json {
  if (typeof value === 'string') return value.length > LONGEST_TEXT ? `${redactText(value).slice(0, LONGEST_TEXT)}...` : value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value === 'boolean' || value === null) return value;
  if (Array.isArray(value))
    return value.length > MOST_ITEMS ? { count: value.length, first: value.slice(0, MOST_ITEMS).map(brief) } : value.map(brief);
  if (isRecord(value))
    return Object.fromEntries(Object.entries(value).flatMap(([name, field]) => (field === undefined ? [] : [[name, brief(field)]])));
  return null;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
