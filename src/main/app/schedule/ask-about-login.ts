import type { Modules } from '../modules.ts';

/**
 * Something runs by itself, or is to be looked at, from now on, and an app that is not open does neither: the window asks once whether Holdfast starts when the
 * operator signs in. Where nothing can start it there, nobody is asked.
 */
export function askAboutLogin({ catalog, host, emit }: Pick<Modules, 'catalog' | 'host' | 'emit'>): void {
  const settings = catalog.settings.get('schedules');
  if (host.startAtLogin === undefined || settings.loginQuestion !== 'not-yet') return;
  catalog.settings.put('schedules', { ...settings, loginQuestion: settings.startAtLogin ? 'answered' : 'open' });
  emit('schedule.changed', undefined);
}
