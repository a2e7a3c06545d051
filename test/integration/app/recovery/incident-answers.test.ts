import { beforeEach, expect, it } from 'vitest';
import type { App } from '../../../../src/main/app/app.ts';
import { ArtifactId, IncidentId } from '../../../../src/shared/model/ids.ts';
import type { Incident } from '../../../../src/shared/model/incident.ts';
import type { RestoreChoice } from '../../../../src/shared/model/restore.ts';
import type { Situation } from '../../../../src/shared/model/situation.ts';
import { hoursBefore, NOON } from '../../../unit/model-samples.ts';
import { scratchFolder } from '../../catalog/catalog-folder.ts';
import { register } from '../../places/place-folder.ts';
import { ask, choosePlace, keepBackup, openApp } from '../app-folder.ts';

const registered = register();
const situation: Situation = {
  branch: 'hacked',
  noticedAt: NOON,
  firstSignAt: hoursBefore(26),
  marginHours: 24,
  tables: [],
  paths: [],
  stillWriting: true,
};

let app: App;
let incident: Incident;
let choice: RestoreChoice;

beforeEach(async () => {
  const home = scratchFolder();
  const keeper = await choosePlace(home, registered);
  const { id: backupId } = await keepBackup(home, keeper, registered);
  app = await openApp(home);
  incident = await ask(app, 'incident.open', { siteId: registered.site.id });
  choice = {
    incidentId: incident.id,
    backupId,
    placeId: keeper.place.id,
    targetSiteId: registered.site.id,
    databases: [{ artifactId: ArtifactId.parse(crypto.randomUUID()), tables: [{ name: 'orders', action: 'merge' }], content: 'all' }],
    media: [],
    method: 'swap',
    maintenance: true,
    migrate: false,
  };
});

const decisions = ({ timeline }: Incident) => timeline.filter(({ kind }) => kind === 'decision').map(({ text }) => text);

it('keeps what was answered and what was chosen, and writes each change into the timeline once', async () => {
  const changed: string[] = [];
  app.on('incident.changed', ({ incidentId }) => changed.push(incidentId));
  const answered = await ask(app, 'incident.answer', { incidentId: incident.id, situation });
  expect(answered).toMatchObject({ situation, choice: null });
  expect(decisions(answered)).toEqual([
    `The site was hacked: noticed ${NOON}, first sign ${hoursBefore(26)}, 24 h before it not trusted, the site is still writing`,
  ]);
  const chosen = await ask(app, 'incident.answer', { incidentId: incident.id, situation, choice });
  expect(decisions(chosen)).toEqual([
    decisions(answered)[0],
    expect.stringMatching(/^Chosen: the backup of 2026-11-21T11:00:00\.000Z, from This computer, tables orders \(merge\), method swap$/u),
  ]);
  await ask(app, 'incident.answer', { incidentId: incident.id, situation, choice });
  expect(await ask(app, 'incident.get', { incidentId: incident.id })).toEqual(chosen);
  expect(changed).toEqual([incident.id, incident.id]);
});

it('proposes nothing before it was answered what happened', async () => {
  const reply = await app.call('incident.propose', { incidentId: incident.id });
  expect(reply.ok ? null : reply.problem.code).toBe('incident.not-answered');
  await ask(app, 'incident.answer', { incidentId: incident.id, situation: { ...situation, branch: 'practice' } });
  expect((await ask(app, 'incident.propose', { incidentId: incident.id })).proposed?.backup.id).toBe(choice.backupId);
});

it('refuses an answer to an incident that is closed or not there, and the choice of another one', async () => {
  const codeOf = async (answer: { incidentId: IncidentId; choice?: RestoreChoice }) => {
    const reply = await app.call('incident.answer', { situation, ...answer });
    return reply.ok ? null : reply.problem.code;
  };
  const other = IncidentId.parse(crypto.randomUUID());
  expect(await codeOf({ incidentId: other })).toBe('incident.not-found');
  expect(await codeOf({ incidentId: incident.id, choice: { ...choice, incidentId: other } })).toBe('input.invalid');
  await ask(app, 'incident.close', { incidentId: incident.id });
  expect(await codeOf({ incidentId: incident.id })).toBe('incident.closed');
});
