import { formatBytes } from '../../../shared/format/bytes.ts';
import type { Attempt } from '../rules/delivery.ts';

/** As much of an answer as is read and shown. */
const ANSWER_BYTES = 500;
/** Nobody was reached: nothing can have arrived. */
const UNREACHED: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'CERT_HAS_EXPIRED',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);

/** Why an address cannot be used, one sentence; null: it can. */
export function addressObstacle(address: string): string | null {
  if (!URL.canParse(address)) return 'The address is no URL.';
  const { protocol, username, password } = new URL(address);
  if (protocol !== 'https:' && protocol !== 'http:') return 'The address must begin with https:// or http://.';
  return username === '' && password === ''
    ? null
    : 'The address holds a user name or password, which would be seen in logs: leave it out.';
}

export const isPlainHttp = (address: string): boolean => URL.canParse(address) && new URL(address).protocol === 'http:';

/**
 * Posts once and says what the receiver answered. A redirect is not followed: what is sent goes where the operator said, or nowhere. The address is never
 * repeated: with some receivers it is the secret.
 */
export async function postJson(
  address: string,
  body: string,
  headers: Readonly<Record<string, string>>,
  { timeoutMs, signal }: { readonly timeoutMs: number; readonly signal: AbortSignal },
): Promise<Attempt> {
  const obstacle = addressObstacle(address);
  if (obstacle !== null) return { state: 'failed', answer: obstacle, mayHaveArrived: false, retryAfterMs: null };
  try {
    const response = await fetch(address, {
      method: 'POST',
      body,
      headers: { 'Content-Type': 'application/json', 'User-Agent': 'Holdfast', ...headers },
      redirect: 'manual',
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
    });
    const words = await beginningOf(response);
    const answer = [`HTTP ${response.status}`, words].filter((part) => part !== '').join(': ');
    if (response.ok) return { state: 'sent', answer };
    const isElsewhere = response.status >= 300 && response.status < 400;
    return {
      state: 'failed',
      answer: isElsewhere ? `HTTP ${response.status}: the receiver names another address, which is not followed.` : answer,
      mayHaveArrived: response.status >= 500,
      retryAfterMs: secondsOf(response.headers.get('retry-after')),
    };
  } catch (error) {
    signal.throwIfAborted();
    const code = codeOf(error);
    const isLate = error instanceof DOMException && error.name === 'TimeoutError';
    const answer = isLate ? `No answer within ${Math.round(timeoutMs / 1000)} s.` : `No answer: ${code ?? 'the connection broke'}.`;
    return { state: 'failed', answer, mayHaveArrived: code === null || !UNREACHED.has(code), retryAfterMs: null };
  }
}

async function beginningOf(response: Response): Promise<string> {
  const reader = response.body?.getReader();
  if (reader === undefined) return '';
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  while (bytes < ANSWER_BYTES) {
    const { done, value } = await reader.read();
    if (done) break;
    chunks.push(value);
    bytes += value.length;
  }
  await reader.cancel();
  const text = Buffer.concat(chunks).subarray(0, ANSWER_BYTES).toString('utf8').replaceAll(/\s+/gu, ' ').trim();
  return bytes > ANSWER_BYTES ? `${text} (cut at ${formatBytes(ANSWER_BYTES)})` : text;
}

function secondsOf(header: string | null): number | null {
  return header !== null && /^\d{1,6}$/u.test(header) ? Number(header) * 1000 : null;
}

function codeOf(error: unknown): string | null {
  const { cause } = error as { readonly cause?: unknown };
  const code = (cause as { readonly code?: unknown } | undefined)?.code;
  return typeof code === 'string' ? code : null;
}
