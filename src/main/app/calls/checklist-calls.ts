import { learningPath } from '../../checklist/learning-path.ts';
import { checklistReport, checklistReportJson, type ChecklistReportFacts } from '../../checklist/report.ts';
import { instantOf } from '../../support/clock.ts';
import { learningFacts } from '../checklist/learning-facts.ts';
import { confirmInList, glance, historyOf, showList, type WhichList, withdrawInList } from '../checklist/lists.ts';
import { saveReport } from '../drills/save-report.ts';
import { askAboutLogin } from '../schedule/ask-about-login.ts';
import type { CallsOf, Handlers } from '../handlers.ts';
import type { Modules } from '../modules.ts';

export function checklistCalls(modules: Modules): Handlers<CallsOf<'checklist' | 'learning'>> {
  const { catalog, clock, appVersion, host, emit } = modules;
  const reportFacts = async (which: WhichList): Promise<ChecklistReportFacts> => ({
    view: await showList(modules, which),
    history: historyOf(modules, which.list),
    writtenAt: instantOf(clock),
    appVersion,
  });
  return {
    'checklist.show': (which) => showList(modules, which),
    'checklist.confirm': ({ stepId, note, ...which }) => confirmInList(modules, which, stepId, note),
    'checklist.withdraw': ({ stepId, ...which }) => withdrawInList(modules, which, stepId),
    'checklist.history': ({ list }) => historyOf(modules, list),
    'checklist.glance': () => glance(modules),
    'checklist.settings': () => catalog.settings.get('checklist'),
    'checklist.set-settings': (settings) => {
      catalog.settings.put('checklist', settings);
      askAboutLogin(modules);
      emit('fleet.changed', undefined);
      return catalog.settings.get('checklist');
    },
    'checklist.report': async ({ format, ...which }) => {
      const facts = await reportFacts(which);
      return format === 'html' ? checklistReport(facts) : checklistReportJson(facts);
    },
    'checklist.save-report': async ({ format, file, ...which }) => {
      const facts = await reportFacts(which);
      return saveReport(host, {
        name: `checklist ${facts.view.period}`,
        format,
        file,
        html: () => checklistReport(facts),
        json: () => checklistReportJson(facts),
      });
    },
    'learning.path': async () => learningPath(await learningFacts(modules)),
    'learning.put-away': async ({ putAway }) => {
      catalog.settings.put('learning-put-away', putAway);
      emit('fleet.changed', undefined);
      return learningPath(await learningFacts(modules));
    },
  };
}
