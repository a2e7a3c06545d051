import type { MenuItemConstructorOptions } from 'electron';

interface MenuParts {
  readonly isMac: boolean;
  readonly isPackaged: boolean;
  /** Brings the window to the screen of an address of the page. */
  readonly open: (address: string) => void;
}

/** The entries of the rail, in its order: the first nine have a digit. */
export const MAIN_SCREENS = [
  ['Fleet', '#/fleet'],
  ['Checklist', '#/checklist'],
  ['Backups', '#/backups'],
  ['Activity', '#/activity'],
  ['Schedule', '#/schedule'],
  ['Incidents', '#/incidents'],
  ['Drills', '#/drills'],
  ['Servers', '#/servers'],
  ['Places', '#/places'],
  ['Settings', '#/settings'],
] as const;

/** Screens that lie one step behind an entry of the rail. */
const FURTHER_SCREENS = [
  ['Papers', '#/documents'],
  ['Alerts', '#/alerts'],
  ['Audit', '#/audit'],
  ['Cron', '#/cron'],
  ['Retention', '#/retention'],
  ['Decision tree', '#/decision-tree'],
  ['First weeks', '#/learning'],
] as const;

/**
 * The screens, and the system's own items. A shortcut is only named here where the page listens to it itself: pressed once, it must not act twice.
 * The settings stand where macOS keeps them, and end the list elsewhere.
 */
export function menuTemplate({ isMac, isPackaged, open }: MenuParts): MenuItemConstructorOptions[] {
  const item = ([label, address]: readonly [string, string], accelerator?: string): MenuItemConstructorOptions => ({
    label,
    click: () => open(address),
    ...(accelerator === undefined ? {} : { accelerator, registerAccelerator: false }),
  });
  const settings = item([isMac ? 'Settings…' : 'Settings', '#/settings'], 'CmdOrCtrl+,');
  const addServer = item(['Add a server…', '#/add-server'], 'CmdOrCtrl+N');
  const screens = MAIN_SCREENS.filter(([label]) => label !== 'Settings');
  return [
    ...(isMac ? [appMenu(settings)] : []),
    {
      label: '&File',
      submenu: isMac ? [addServer, { type: 'separator' }, { role: 'close' }] : [addServer, { type: 'separator' }, { role: 'quit' }],
    },
    { role: 'editMenu' },
    {
      label: '&View',
      submenu: [
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { type: 'separator' },
        { role: 'togglefullscreen' },
        ...(isPackaged ? [] : [{ type: 'separator' } as const, { role: 'toggleDevTools' } as const]),
      ],
    },
    {
      label: '&Go',
      submenu: [
        ...screens.map((screen, index) => item(screen, `CmdOrCtrl+${index + 1}`)),
        ...(isMac ? [] : [settings]),
        { type: 'separator' },
        ...FURTHER_SCREENS.map((screen) => item(screen)),
      ],
    },
    { role: 'windowMenu' },
  ];
}

function appMenu(settings: MenuItemConstructorOptions): MenuItemConstructorOptions {
  return {
    role: 'appMenu',
    submenu: [
      { role: 'about' },
      { type: 'separator' },
      settings,
      { type: 'separator' },
      { role: 'services' },
      { type: 'separator' },
      { role: 'hide' },
      { role: 'hideOthers' },
      { role: 'unhide' },
      { type: 'separator' },
      { role: 'quit' },
    ],
  };
}
