import { isDeepStrictEqual } from 'node:util';
import { branchNode } from '../../../shared/model/decision-tree.ts';
import type { Incident } from '../../../shared/model/incident.ts';
import type { RestoreChoice } from '../../../shared/model/restore.ts';
import type { Situation } from '../../../shared/model/situation.ts';
import { AppError } from '../../errors/app-error.ts';
import { instantOf } from '../../support/clock.ts';
import type { Handlers } from '../handlers.ts';
import type { Modules } from '../modules.ts';
import { needIncident } from '../recovery/incidents-open.ts';
import { propose } from '../recovery/propose.ts';
import { keepIncident } from '../recovery/restore-journal.ts';

/** What the operator answers, and which backup answers it. */
export function incidentAnswers(modules: Modules): Handlers<'incident.answer' | 'incident.propose'> {
  const { catalog, clock, closing } = modules;
  return {
    'incident.answer': ({ incidentId, situation, choice }) => {
      const incident = needIncident(modules, incidentId);
      if (choice !== null && choice.incidentId !== incidentId)
        throw new AppError('input.invalid', { detail: 'the choice is of another incident' });
      const texts = [
        ...(isDeepStrictEqual(incident.situation, situation) ? [] : [situationText(situation)]),
        ...(choice === null || isDeepStrictEqual(incident.choice, choice) ? [] : [choiceText(choice)]),
      ];
      if (texts.length === 0 && isDeepStrictEqual(incident.choice, choice)) return incident;
      const at = instantOf(clock);
      const events = texts.map((text) => ({ at, kind: 'decision' as const, text, detail: '' }));
      const changed: Incident = { ...incident, situation, choice, timeline: [...incident.timeline, ...events] };
      keepIncident(modules, changed);
      return changed;
    },
    'incident.propose': ({ incidentId }) => propose(modules, needIncident(modules, incidentId), closing),
  };

  function choiceText({ backupId, placeId, databases, media, method }: RestoreChoice): string {
    const backup = catalog.backups.find(backupId);
    const place = placeId === null ? null : catalog.places.find(placeId);
    const tables = databases.flatMap((each) => each.tables?.map(({ name, action }) => `${name} (${action})`) ?? []);
    const parts = [
      ...(databases.length === 0 ? [] : [tables.length === 0 ? 'databases' : `tables ${tables.join(', ')}`]),
      ...(media.length === 0 ? [] : [`media (${[...new Set(media.map(({ mode }) => mode))].join(', ')})`]),
    ];
    return [
      `Chosen: the backup of ${backup?.startedAt ?? backupId}`,
      ...(place === null ? [] : [`from ${place.name}`]),
      ...(parts.length === 0 ? [] : [parts.join(' and ')]),
      ...(method === null ? [] : [`method ${method}`]),
    ].join(', ');
  }
}

function situationText({ branch, noticedAt, firstSignAt, marginHours, tables, paths, stillWriting }: Situation): string {
  return [
    `${branchNode(branch).title}: noticed ${noticedAt}`,
    ...(firstSignAt === null ? [] : [`first sign ${firstSignAt}`]),
    ...(marginHours === 0 ? [] : [`${marginHours} h before it not trusted`]),
    ...(tables.length === 0 ? [] : [`tables ${tables.join(', ')}`]),
    ...(paths.length === 0 ? [] : [`files ${paths.join(', ')}`]),
    ...(stillWriting === null ? [] : [stillWriting ? 'the site is still writing' : 'nothing writes any more']),
  ].join(', ');
}
