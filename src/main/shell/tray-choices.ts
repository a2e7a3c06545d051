import type { Problem } from '../../shared/model/problem.ts';
import type { SiteId } from '../../shared/model/ids.ts';
import type { App, Notice } from '../app/app.ts';
import type { Logger } from '../support/logger.ts';

/** What a click in the tray's menu does. Never throws: what could not be done is told by a message of the system, for there is no window to stand in. */
export interface TrayChoices {
  backUp(site: { readonly id: SiteId; readonly name: string }): Promise<void>;
  /** Null: schedules go on. */
  pause(until: string | null): Promise<void>;
}

export function trayChoices(app: Pick<App, 'call'>, tell: (notice: Notice) => void, logger: Logger): TrayChoices {
  const refused = (title: string, problem: Problem, siteId: SiteId | null): void => {
    logger.warn('tray.refused', { title, code: problem.code, detail: problem.detail });
    tell({ title, body: [problem.title, problem.hint].filter((words) => words !== '').join(' '), siteId });
  };
  return {
    async backUp({ id, name }) {
      const reply = await app.call('backup.start', { siteId: id });
      if (!reply.ok) refused(`${name}: no backup began`, reply.problem, id);
    },
    async pause(pausedUntil) {
      const title = pausedUntil === null ? 'The schedules are still paused' : 'The schedules are not paused';
      const settings = await app.call('schedule.settings', undefined);
      if (!settings.ok) return refused(title, settings.problem, null);
      const reply = await app.call('schedule.set-settings', { ...settings.value, pausedUntil });
      if (!reply.ok) refused(title, reply.problem, null);
    },
  };
}
