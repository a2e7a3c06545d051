import { nativeTheme, type BrowserWindow } from 'electron';
import type { Theme } from '../../shared/model/settings.ts';

/** --canvas and --ink of the page's tokens.css, so that neither the first frame nor the window buttons flash in another colour. */
const COLOURS = { light: { canvas: '#eceeea', ink: '#151d1b' }, dark: { canvas: '#0d1312', ink: '#e7ede9' } } as const;

export const TITLE_BAR_HEIGHT = 40;

export function currentColours(): { readonly canvas: string; readonly ink: string } {
  return nativeTheme.shouldUseDarkColors ? COLOURS.dark : COLOURS.light;
}

/** The window buttons lie over the page's own title bar; on macOS the system draws them by itself. */
export function titleBarOverlay(): { readonly color: string; readonly symbolColor: string; readonly height: number } {
  const { canvas, ink } = currentColours();
  // One pixel less than the bar: its lower rule stays in one piece.
  return { color: canvas, symbolColor: ink, height: TITLE_BAR_HEIGHT - 1 };
}

/** Makes the system's part of the window (menus, dialogs, buttons) follow the operator's choice. */
export function applyTheme(theme: Theme): void {
  nativeTheme.themeSource = theme;
}

/** Repaints what lies under and over the page whenever light and dark change, whoever changed them. Returns the end of it. */
export function followTheme(window: BrowserWindow): () => void {
  const repaint = () => {
    window.setBackgroundColor(currentColours().canvas);
    if (process.platform !== 'darwin') window.setTitleBarOverlay(titleBarOverlay());
  };
  nativeTheme.on('updated', repaint);
  return () => void nativeTheme.off('updated', repaint);
}
