import { net, Notification, powerMonitor } from 'electron';
import type { ComputerFacts, HostAbilities, Notice } from '../app/app.ts';
import { isMetered } from '../support/computer-facts.ts';

/** What Electron knows of the computer. Whether a connection is paid by volume it does not; Linux' network manager does. */
export async function desktopFacts(): Promise<ComputerFacts> {
  return { onBattery: powerMonitor.isOnBatteryPower(), online: net.isOnline(), metered: await isMetered() };
}

export const onComputerChanged: NonNullable<HostAbilities['onComputerChanged']> = (listener) => {
  const woke = (): void => listener('woke');
  const power = (): void => listener('power');
  powerMonitor.on('resume', woke);
  powerMonitor.on('on-ac', power);
  powerMonitor.on('on-battery', power);
  return () => {
    powerMonitor.off('resume', woke);
    powerMonitor.off('on-ac', power);
    powerMonitor.off('on-battery', power);
  };
};

/** Messages that are on the screen: one that nothing refers to would lose its click. */
const shown = new Set<Notification>();

export function showNotice({ title, body, siteId }: Notice, openSite: (siteId: string | null) => void): void {
  if (!Notification.isSupported()) return;
  const notification = new Notification({ title, body });
  shown.add(notification);
  notification.on('click', () => openSite(siteId));
  notification.on('close', () => shown.delete(notification));
  notification.show();
}
