const HIDDEN = '[redacted]';

/** Field names whose values are secrets whatever they look like. Keys of public things (host keys, key files) are not meant. */
const SECRET_FIELD = /pass(?:word|phrase|wd)?$|secret|token|credential|private_?key|api_?key|access_?key|app_?key|authorization|cookie/i;

/** Secrets that can be told by their looks, in any text: our own words, the words of a tool, a stack. */
const SECRET_TEXT: readonly (readonly [RegExp, string])[] = [
  // PEM: private keys of every kind; a block that was cut off is hidden to the end of the text.
  [/-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z0-9 ]*PRIVATE KEY-----|$)/g, HIDDEN],
  // Keys of age, also in the groups in which the recovery kit prints them
  [/A\s*G\s*E\s*-\s*S\s*E\s*C\s*R\s*E\s*T\s*-\s*K\s*E\s*Y\s*-\s*1(?:\s*[02-9AC-HJ-NP-Z]){20,58}/gi, HIDDEN],
  [/AGE-SECRET-KEY-[0-9A-Z-]+/gi, HIDDEN],
  // Credentials inside an address: mysql://user:password@server
  [/\b([a-z][a-z0-9+.-]*:\/\/[^\s:/@]+):[^\s@]+@/gi, `$1:${HIDDEN}@`],
  // Laravel's application key
  [/\bbase64:[A-Za-z0-9+/]{20,}={0,2}/g, HIDDEN],
  [/\b(Bearer|Basic)\s+[A-Za-z0-9._~+/=-]{8,}/gi, `$1 ${HIDDEN}`],
  // NAME=value, NAME: value, "name": "value" for names that end in a word for a secret; MySQL's "(using password: YES)" tells none
  [
    /([A-Za-z0-9_-]*(?:password|passwd|passphrase|pwd|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|app[_-]?key)["']?\s*[=:]\s*)(?!(?:YES|NO)\))(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[^\s,;&"']+)/gi,
    `$1${HIDDEN}`,
  ],
  // MySQL's tools: --password=x is caught above, -px is caught here
  [/((?:mysql|mysqldump|mariadb|mariadb-dump)\b[^\n]*?\s-p)[^\s-][^\s]*/g, `$1${HIDDEN}`],
  [/\bMYSQL_PWD=[^\s]+/g, `MYSQL_PWD=${HIDDEN}`],
];

/** A text without the secrets that can be recognised in it. The last net, not the first: secrets are not handed to the log to begin with. */
export function redactText(text: string): string {
  return SECRET_TEXT.reduce((clean, [pattern, replacement]) => clean.replace(pattern, replacement), text);
}

/** A value fit for a line of the log: plain JSON, bounded in depth, errors with their causes, secrets hidden by field name and by looks. */
export function redactValue(value: unknown, depth = 6): unknown {
  if (typeof value === 'string') return redactText(value);
  if (typeof value === 'bigint') return value.toString();
  if (typeof value === 'function' || typeof value === 'symbol') return `[${typeof value}]`;
  if (typeof value !== 'object' || value === null) return value;
  if (depth === 0) return '[deeper]';
  if (value instanceof Error) return redactError(value, depth);
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if (Array.isArray(value)) return value.map((item: unknown) => redactValue(item, depth - 1));
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'invalid date' : value.toISOString();
  const entries = Object.entries(value).map(([name, field]) => [name, hides(name, field) ? HIDDEN : redactValue(field, depth - 1)]);
  return Object.fromEntries(entries);
}

/** Booleans and nothing at all tell no secret, and are worth reading: `password: null`. */
function hides(name: string, field: unknown): boolean {
  return SECRET_FIELD.test(name) && field !== null && field !== undefined && typeof field !== 'boolean';
}

function redactError(error: Error, depth: number): unknown {
  const code: unknown = 'code' in error ? error.code : undefined;
  return {
    name: error.name,
    message: redactText(error.message),
    ...(typeof code === 'string' ? { code } : {}),
    ...(error.stack === undefined ? {} : { stack: redactText(error.stack) }),
    ...(error.cause === undefined ? {} : { cause: redactValue(error.cause, depth - 1) }),
  };
}
