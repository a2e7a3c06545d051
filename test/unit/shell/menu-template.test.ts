import type { MenuItemConstructorOptions } from 'electron';
import { describe, expect, it } from 'vitest';
import { MAIN_SCREENS, menuTemplate } from '../../../src/main/shell/menu-template.ts';

const templateOf = (isMac: boolean, open: (address: string) => void = () => {}) => menuTemplate({ isMac, isPackaged: true, open });

function itemsOf(template: readonly MenuItemConstructorOptions[], label: string): readonly MenuItemConstructorOptions[] {
  const submenu = template.find((menu) => menu.label === label || menu.role === label)?.submenu;
  return Array.isArray(submenu) ? submenu : [];
}

describe('the menu', () => {
  it('shows the digits the page listens to, and leaves the pressing to the page', () => {
    const screens = itemsOf(templateOf(false), '&Go').filter(({ accelerator }) => /\d$/.test(accelerator ?? ''));
    expect(screens.map(({ label, accelerator }) => `${accelerator ?? ''} ${label ?? ''}`)).toEqual(
      MAIN_SCREENS.slice(0, 9).map(([label], index) => `CmdOrCtrl+${index + 1} ${label}`),
    );
    expect(screens.every(({ registerAccelerator }) => registerAccelerator === false)).toBe(true);
  });

  it('opens the screen it names', () => {
    const opened: string[] = [];
    const audit = itemsOf(
      templateOf(false, (address) => opened.push(address)),
      '&Go',
    ).find(({ label }) => label === 'Audit');
    (audit?.click as (() => void) | undefined)?.();
    expect(opened).toEqual(['#/audit']);
  });

  it('keeps the settings where macOS keeps them, and at the end of the screens elsewhere', () => {
    expect(itemsOf(templateOf(true), 'appMenu').map(({ label }) => label)).toContain('Settings…');
    expect(itemsOf(templateOf(true), '&Go').map(({ label }) => label)).not.toContain('Settings');
    expect(itemsOf(templateOf(false), '&Go').map(({ label }) => label)).toContain('Settings');
  });
});
