import { BrowserWindow, session } from 'electron';
import { APP_SCHEME, START_PAGE } from './app-origin.ts';

/**
 * Prints a page of ours as PDF, in a hidden window that runs no script, keeps nothing and reaches nothing: its session answers every address of the app with
 * this one page, and every other with nothing.
 */
export async function printPdf(html: string): Promise<Uint8Array> {
  // A name without `persist:` lives in memory, and a new one each time shares nothing with another page.
  const partition = session.fromPartition(`print-${crypto.randomUUID()}`, { cache: false });
  partition.protocol.handle(APP_SCHEME, () => new Response(html, { headers: { 'content-type': 'text/html; charset=utf-8' } }));
  partition.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  partition.webRequest.onBeforeRequest((details, answer) => answer({ cancel: details.url !== START_PAGE }));
  const window = new BrowserWindow({
    show: false,
    webPreferences: {
      session: partition,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      javascript: false,
      webviewTag: false,
    },
  });
  try {
    await window.loadURL(START_PAGE);
    return await window.webContents.printToPDF({ pageSize: 'A4', preferCSSPageSize: true, printBackground: false });
  } finally {
    window.destroy();
  }
}
