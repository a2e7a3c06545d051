import { app as electron, Menu, type MenuItemConstructorOptions, nativeImage, Tray } from 'electron';
import type { FleetStatus, SiteVerdict } from '../../shared/model/fleet.ts';
import type { App, Notice } from '../app/app.ts';
import type { Logger } from '../support/logger.ts';
import { type TrayChoices, trayChoices } from './tray-choices.ts';
import { TRAY_ICON } from './tray-icon.ts';

const HOUR = 3_600_000;
/** More sites than a menu is read through; the window has them all. */
const SITES_SHOWN = 20;

const WORDS: Readonly<Record<SiteVerdict, string>> = {
  protected: 'Protected',
  'at-risk': 'At risk',
  critical: 'Critical',
  'no-backup': 'No backup yet',
};

/** Icon with the worst word of the fleet, what is wanted without the window, and the way back to it. */
export function showInTray(app: App, open: () => void, tell: (notice: Notice) => void, logger: Logger): Tray {
  const choices = trayChoices(app, tell, logger);
  const tray = new Tray(nativeImage.createFromDataURL(TRAY_ICON).resize({ width: 18, height: 18 }));
  const refresh = async (): Promise<void> => {
    const [fleet, settings] = await Promise.all([app.call('fleet.status', undefined), app.call('schedule.settings', undefined)]);
    if (tray.isDestroyed()) return;
    const unread = fleet.ok ? (settings.ok ? null : settings.problem) : fleet.problem;
    if (!fleet.ok || !settings.ok) {
      // A word of before would go on to promise what nobody knows.
      tray.setToolTip(`Holdfast: ${unread?.title ?? ''}`);
      logger.warn('tray.not-refreshed', { code: unread?.code });
      return;
    }
    const word = statusWord(fleet.value);
    tray.setToolTip(`Holdfast: ${word}`);
    tray.setContextMenu(Menu.buildFromTemplate(menuOf(choices, fleet.value, word, settings.value.pausedUntil, open)));
  };
  const refreshQuietly = (): void => void refresh().catch((cause: unknown) => logger.warn('tray.not-refreshed', { cause }));
  tray.on('click', open);
  app.on('fleet.changed', refreshQuietly);
  app.on('schedule.changed', refreshQuietly);
  refreshQuietly();
  return tray;
}

/** Sites come worst first. */
function statusWord({ sites: [worst] }: FleetStatus): string {
  return worst === undefined ? 'No site yet' : WORDS[worst.verdict];
}

function menuOf(
  choices: TrayChoices,
  { sites }: FleetStatus,
  word: string,
  pausedUntil: string | null,
  open: () => void,
): MenuItemConstructorOptions[] {
  const shown = sites.slice(0, SITES_SHOWN).map(({ site }) => site);
  const isPaused = pausedUntil !== null && Date.parse(pausedUntil) > Date.now();
  const pauseFor = (hours: number) => () => void choices.pause(new Date(Date.now() + hours * HOUR).toISOString());
  return [
    { label: word, enabled: false },
    { type: 'separator' },
    { label: 'Open Holdfast', click: open },
    {
      label: 'Back up now',
      enabled: shown.length > 0,
      submenu: shown.map((site) => ({ label: site.name, click: () => void choices.backUp(site) })),
    },
    isPaused
      ? { label: 'Resume schedules', click: () => void choices.pause(null) }
      : {
          label: 'Pause schedules for',
          submenu: [
            { label: '1 hour', click: pauseFor(1) },
            { label: '4 hours', click: pauseFor(4) },
            { label: '1 day', click: pauseFor(24) },
          ],
        },
    { type: 'separator' },
    { label: 'Quit', click: () => electron.quit() },
  ];
}
