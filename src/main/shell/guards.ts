import { app, session } from 'electron';
import { isAppUrl } from './app-origin.ts';
import type { Logger } from '../support/logger.ts';

/** Writing to the clipboard (a fingerprint, a command to restore by hand) is all the page may ask of the system. */
const ALLOWED_PERMISSION = 'clipboard-sanitized-write';

/** Closes every way out of the page, for each web contents that will ever exist. */
export function guardWebContents(logger: Logger): void {
  app.on('web-contents-created', (_created, contents) => {
    const refuse =
      (what: string) =>
      (event: Electron.Event, ...rest: readonly unknown[]) => {
        event.preventDefault();
        logger.warn('shell.refused', { what, url: urlOf(event, rest) });
      };
    contents.on('will-navigate', refuse('navigation'));
    contents.on('will-redirect', refuse('redirect'));
    contents.on('will-frame-navigate', refuse('frame navigation'));
    contents.on('will-attach-webview', refuse('webview'));
    contents.setWindowOpenHandler(({ url }) => {
      logger.warn('shell.refused', { what: 'window', url });
      return { action: 'deny' };
    });
  });
}

function urlOf(event: object, rest: readonly unknown[]): string {
  if ('url' in event && typeof event.url === 'string') return event.url;
  return typeof rest[0] === 'string' ? rest[0] : 'unknown';
}

/** The page reaches its own scheme only, and has no permission but one. */
export function guardSession(logger: Logger): void {
  const { defaultSession } = session;
  defaultSession.setPermissionRequestHandler((contents, permission, answer) => {
    const allowed = permission === ALLOWED_PERMISSION && isAppUrl(contents.getURL());
    if (!allowed) logger.warn('shell.refused', { what: 'permission', permission });
    answer(allowed);
  });
  defaultSession.setPermissionCheckHandler(
    (contents, permission) => permission === ALLOWED_PERMISSION && isAppUrl(contents?.getURL() ?? ''),
  );
  defaultSession.setDevicePermissionHandler(() => false);
  defaultSession.webRequest.onBeforeRequest((details, answer) => {
    const cancel = !isAppUrl(details.url) && !isDevTools(details.url);
    if (cancel) logger.warn('shell.refused', { what: 'request', url: details.url });
    answer({ cancel });
  });
  defaultSession.setSpellCheckerEnabled(false);
}

/** The developer tools, which exist in development only, load themselves through this session. */
function isDevTools(url: string): boolean {
  return !app.isPackaged && url.startsWith('devtools://');
}
