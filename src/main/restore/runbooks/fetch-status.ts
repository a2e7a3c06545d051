const TIMEOUT_MS = 20_000;
const MOST_REDIRECTS = 8;
const USER_AGENT = 'Holdfast (restore check)';

/** How an address answered, from this computer. */
export type Answer =
  | { readonly status: number; readonly address: string; readonly ms: number }
  /** It did not, in the words of the system. */
  | { readonly status: null; readonly reason: string; readonly ms: number };

/** Cookies by the origin that set them. Enough for a bypass and a session; paths and dates are not looked at. */
export type Cookies = Map<string, Map<string, string>>;

/** Fetches an address as a visitor would, redirects and cookies followed, and reads nothing of what it holds. Rejects only with the reason of `signal`. */
export async function fetchStatus(url: string, cookies: Cookies, signal: AbortSignal, timeoutMs = TIMEOUT_MS): Promise<Answer> {
  const began = performance.now();
  const ms = () => Math.round(performance.now() - began);
  const deadline = AbortSignal.timeout(timeoutMs);
  let address = new URL(url);
  try {
    for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects += 1) {
      const response = await fetch(address, {
        redirect: 'manual',
        headers: { 'user-agent': USER_AGENT, accept: 'text/html,*/*', ...cookieHeader(cookies, address) },
        signal: AbortSignal.any([signal, deadline]),
      });
      await response.body?.cancel();
      takeCookies(cookies, address, response.headers.getSetCookie());
      const next = response.headers.get('location');
      if (response.status < 300 || response.status > 399 || next === null)
        return { status: response.status, address: address.href, ms: ms() };
      address = new URL(next, address);
      if (!/^https?:$/.test(address.protocol)) return { status: null, reason: `it leads to ${address.protocol}`, ms: ms() };
    }
    return { status: null, reason: `it leads on and on, ${MOST_REDIRECTS} times`, ms: ms() };
  } catch (error) {
    signal.throwIfAborted();
    const reason = deadline.aborted ? `no answer within ${timeoutMs / 1000} s` : reasonOf(error);
    return { status: null, reason, ms: ms() };
  }
}

function cookieHeader(cookies: Cookies, { origin }: URL): Readonly<Record<string, string>> {
  const own = cookies.get(origin);
  if (own === undefined || own.size === 0) return {};
  return { cookie: [...own].map(([name, value]) => `${name}=${value}`).join('; ') };
}

function takeCookies(cookies: Cookies, { origin }: URL, lines: readonly string[]): void {
  const own = cookies.get(origin) ?? new Map<string, string>();
  for (const line of lines) {
    const [, name, value] = /^\s*([^=;\s]+)=([^;]*)/.exec(line) ?? [];
    if (name !== undefined && value !== undefined) own.set(name, value);
  }
  cookies.set(origin, own);
}

/** `fetch failed` says nothing; its cause does. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error ? cause.message : String(cause);
}
