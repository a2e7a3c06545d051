import type { SiteId } from '../../../src/shared/model/ids.ts';
import type { KeyStatus } from '../../../src/shared/model/sealing.ts';
import type { Source } from '../../../src/shared/model/source.ts';
import type { Answers } from '../fake-bridge.ts';
import { sourceId } from './ids.ts';
import type { NewJob } from './place-answers.ts';
import { unknown } from './problems.ts';
import { adoptables } from './sources.ts';
import { NOW } from './times.ts';
import type { World } from './world.ts';

type Names =
  | 'site.policy'
  | 'site.set-policy'
  | 'source.propose'
  | 'source.put'
  | 'source.look-at-media'
  | 'source.set-archive-password'
  | 'adopt.list'
  | 'adopt.start'
  | 'key.status'
  | 'key.create'
  | 'key.import'
  | 'key.replace'
  | 'key.save-kit';

function newKey(kitSavedAt: string | null): KeyStatus {
  return {
    state: 'ready',
    recipient: 'age1qyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqs3290gq',
    createdAt: new Date(NOW).toISOString(),
    canOpen: true,
    kitSavedAt,
  };
}

/** The site a source belongs to. */
export function siteOfSource(world: World, id: string): SiteId {
  const owner = world.fleet.sites.find(({ sources }) => sources.some((source) => source.id === id));
  return owner?.site.id ?? unknown('source.not-found', 'This source is not registered');
}

export function sourceAnswers(world: World, newJob: NewJob): Pick<Answers, Names> {
  const statusOf = (id: string) =>
    world.fleet.sites.find(({ site }) => site.id === id) ?? unknown('site.not-found', 'This site is not registered');
  const change = (id: string, alter: (status: ReturnType<typeof statusOf>) => ReturnType<typeof statusOf>) => {
    world.fleet = { ...world.fleet, sites: world.fleet.sites.map((status) => (status.site.id === id ? alter(status) : status)) };
  };
  return {
    'site.policy': ({ siteId }) => statusOf(siteId).policy,
    'site.set-policy': ({ siteId, policy }) => {
      change(siteId, (status) => ({ ...status, policy }));
      return policy;
    },
    'source.propose': () => world.proposals,
    'source.put': ({ siteId, sourceId: id, draft }) => {
      const source: Source = { ...draft, id: id ?? sourceId(90), siteId };
      change(siteId, (status) => ({
        ...status,
        sources: id === null ? [...status.sources, source] : status.sources.map((entry) => (entry.id === id ? source : entry)),
      }));
      return source;
    },
    'source.look-at-media': ({ draft }) => ({
      files: 48_213,
      bytes: 1_620_000_000,
      folders: 412,
      links: 1,
      skipped: ['public/uploads/mail.sock'],
      missing: draft.folders.filter((folder) => folder.includes('gone')),
      unreadable: [],
      advice: {
        proposed: 'none',
        why: '12 of 16 sampled files are compressed already: 2\u00a0% would be saved.',
        sampledFiles: 16,
        ratio: 0.98,
      },
    }),
    'source.set-archive-password': () => undefined,
    'adopt.list': ({ siteId }) => {
      const source = statusOf(siteId).sources.find(({ kind }) => kind === 'server-backups');
      return source === undefined ? [] : adoptables(source.id);
    },
    'adopt.start': ({ siteId }) => newJob({ kind: 'adopt', title: `Adopt backups of ${statusOf(siteId).site.name}`, siteId }),
    'key.status': () => world.key,
    'key.create': () => {
      world.key = newKey(null);
      return world.key;
    },
    'key.import': () => {
      world.key = newKey(new Date(NOW).toISOString());
      return world.key;
    },
    'key.replace': () => {
      world.key = newKey(null);
      return world.key;
    },
    'key.save-kit': ({ file }) => {
      if (world.key.state === 'ready') world.key = { ...world.key, kitSavedAt: new Date(NOW).toISOString() };
      return file ?? '/home/ada/holdfast-recovery-kit.html';
    },
  };
}
