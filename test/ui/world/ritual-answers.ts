import type { ChecklistName, ChecklistPeriod } from '../../../src/shared/model/checklist.ts';
import { periodAfter, periodAt, periodBefore } from '../../../src/shared/model/checklist-period.ts';
import type { CardStatus } from '../../../src/shared/model/operator-document.ts';
import { EMPTY_DOCUMENT } from '../../../src/shared/model/operator-document.ts';
import { confirmStep, withdrawStep } from '../../../src/main/checklist/confirm.ts';
import { emergencyCard } from '../../../src/main/checklist/emergency-card.ts';
import { evidenceOf } from '../../../src/main/checklist/evidence-of.ts';
import { checklistHistory } from '../../../src/main/checklist/history.ts';
import { learningPath } from '../../../src/main/checklist/learning-path.ts';
import { papersInForce } from '../../../src/main/checklist/papers.ts';
import { stepsOf } from '../../../src/main/checklist/steps.ts';
import { checklistGlance, checklistView, isOpen, meantPeriod } from '../../../src/main/checklist/view.ts';
import type { Answers } from '../fake-bridge.ts';
import { NOW, PLACE } from './models.ts';
import { lookingAt, ritualFacts, ritualOf, ZONE } from './ritual.ts';
import type { World } from './world.ts';

type Names = Extract<keyof Answers, `checklist.${string}` | `documents.${string}` | `learning.${string}`>;

/** The real rules over what the world knows: only the gathering is played. */
export function ritualAnswers(world: World): Pick<Answers, Names> {
  const ritual = () => ritualOf(world);
  const runOf = (list: ChecklistName, period: ChecklistPeriod) =>
    ritual().runs.find((run) => run.list === list && run.period === period) ?? null;
  const show = (list: ChecklistName, wanted: ChecklistPeriod | null) => {
    const looking = lookingAt(world);
    const period = wanted ?? meantPeriod(list, runOf(list, periodBefore(periodAt(list, NOW, ZONE))), looking);
    const facts = isOpen(period, looking) ? ritualFacts(world) : null;
    return checklistView(list, {
      ...looking,
      period,
      run: runOf(list, period),
      before: runOf(list, periodBefore(period)),
      after: runOf(list, periodAfter(period)),
      facts,
    });
  };
  const put = (run: NonNullable<ReturnType<typeof runOf>> | null, list: ChecklistName, period: ChecklistPeriod) => {
    const others = ritual().runs.filter((each) => each.list !== list || each.period !== period);
    ritual().runs = run === null ? others : [...others, run];
  };
  const documentsOf = (siteId: (typeof world.fleet.sites)[number]['site']['id'] | null) => {
    const own = ritual().documents.get(siteId ?? '') ?? null;
    const common = siteId === null ? null : (ritual().documents.get('') ?? null);
    return { siteId, document: own?.document ?? EMPTY_DOCUMENT, changedAt: own?.changedAt ?? null, inForce: papersInForce(own, common) };
  };
  const cards = (): CardStatus[] =>
    world.fleet.sites.map(({ site }) => ({
      siteId: site.id,
      siteName: site.name,
      removedAt: null,
      copies: [
        {
          placeId: PLACE.id,
          placeName: PLACE.name,
          state: 'current',
          kind: ritual().cardKinds.get(PLACE.id) ?? 'full',
          file: `EMERGENCY-${site.name}.html`,
          writtenAt: new Date(NOW - 60_000).toISOString(),
          reason: '',
        },
      ],
      printedAt: ritual().printed.has(site.id) ? new Date(NOW).toISOString() : null,
      printIsOld: false,
    }));
  const cardOf = (siteId: string): string => {
    const status = world.fleet.sites.find(({ site }) => site.id === siteId);
    if (status === undefined) throw new Error(`no site ${siteId}`);
    const { site, server } = status;
    return emergencyCard(
      {
        site,
        server: { ...server, hostKey: server.hostKey === null ? null : `${server.hostKey.type} ${server.hostKey.fingerprint}`, over: null },
        databases: ['aurora_shop'],
        places: [
          {
            name: 'This computer',
            kind: 'this-computer',
            where: '/home/ada/Holdfast',
            offsite: true,
            newest: {
              startedAt: new Date(NOW).toISOString(),
              level: 'sound',
              provedAt: new Date(NOW).toISOString(),
              location: '/home/ada/Holdfast/x',
            },
          },
        ],
        proven: null,
        byHand: [{ title: 'Check that nothing was changed', commands: ['sha256sum -c SHA256SUMS'] }],
        papers: documentsOf(site.id).inForce,
        recipient: 'age1example',
        appVersion: '0.5.0',
      },
      { kind: 'full', writtenAt: new Date(NOW).toISOString() },
    );
  };
  const learn = () =>
    learningPath({
      sites: world.fleet.sites.map(({ site, verdict, because, backupCount }) => ({
        id: site.id,
        name: site.name,
        isProtected: verdict === 'protected',
        because,
        goodBackups: backupCount,
        runsAlone: false,
        drill: null,
        cardPrinted: ritual().printed.has(site.id),
      })),
      did: { backup: true, verify: true, copy: false },
      putAway: ritual().putAway,
    });
  return {
    'checklist.show': ({ list, period }) => show(list, period ?? null),
    'checklist.confirm': ({ list, period, stepId, note }) => {
      const view = show(list, period ?? null);
      const steps = stepsOf(list, ritual().settings);
      const step = steps.find(({ id }) => id === stepId);
      if (step === undefined) throw new Error(`no step ${stepId}`);
      const at = new Date(NOW).toISOString();
      const run = runOf(list, view.period) ?? { list, period: view.period };
      put(confirmStep(run, steps, { step, evidence: evidenceOf(stepId, ritualFacts(world)), note, at }), list, view.period);
      return show(list, view.period);
    },
    'checklist.withdraw': ({ list, period, stepId }) => {
      const view = show(list, period ?? null);
      const run = runOf(list, view.period);
      if (run !== null) put(withdrawStep(run, stepId), list, view.period);
      return show(list, view.period);
    },
    'checklist.history': ({ list }) =>
      checklistHistory(
        list,
        ritual().runs.filter((run) => run.list === list),
        lookingAt(world),
      ),
    'checklist.glance': () => {
      const { period } = show('weekly', null);
      return checklistGlance('weekly', period, runOf('weekly', period), lookingAt(world));
    },
    'checklist.settings': () => ritual().settings,
    'checklist.set-settings': (settings) => {
      ritual().settings = settings;
      return settings;
    },
    'checklist.report': () => '<!doctype html>',
    'checklist.save-report': () => '/home/ada/checklist-2026-W47.html',
    'documents.get': ({ siteId }) => documentsOf(siteId),
    'documents.set': ({ siteId, document }) => {
      ritual().documents.set(siteId ?? '', { document, changedAt: new Date(NOW).toISOString() });
      return documentsOf(siteId);
    },
    'documents.card': ({ siteId }) => cardOf(siteId),
    'documents.save-card': ({ siteId }) => `/home/ada/EMERGENCY-${siteId}.html`,
    'documents.card-printed': ({ siteId }) => {
      ritual().printed.add(siteId);
      return cards().find((card) => card.siteId === siteId) ?? cards()[0]!;
    },
    'documents.cards': ({ siteId }) => cards().filter((card) => siteId === null || card.siteId === siteId),
    'documents.set-card-kind': ({ placeId, kind }) => {
      ritual().cardKinds.set(placeId, kind);
      return cards();
    },
    'documents.write-cards': ({ siteId }) => cards().filter((card) => siteId === null || card.siteId === siteId),
    'learning.path': () => learn(),
    'learning.put-away': ({ putAway }) => {
      ritual().putAway = putAway;
      return learn();
    },
  };
}
