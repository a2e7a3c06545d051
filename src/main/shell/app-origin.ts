/** The page's own scheme: nothing of it comes from the network or from `file:`. */
export const APP_SCHEME = 'app';
export const APP_ORIGIN = `${APP_SCHEME}://holdfast`;
export const START_PAGE = `${APP_ORIGIN}/index.html`;

/** Whether a URL belongs to the page. Compared part by part: `app://holdfast.example/` and `app://x@holdfast/` do not. */
export function isAppUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  return url.protocol === `${APP_SCHEME}:` && url.host === 'holdfast' && url.username === '' && url.password === '';
}
