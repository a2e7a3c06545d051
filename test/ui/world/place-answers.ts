import type { Job } from '../../../src/shared/model/job.ts';
import type { Place, PlaceDraft, PlaceStatus } from '../../../src/shared/model/place.ts';
import type { Answers } from '../fake-bridge.ts';
import { unknown } from './problems.ts';
import { placeId } from './ids.ts';
import { CANDIDATES, testReport } from './places.ts';
import type { World } from './world.ts';

export type NewJob = (change: Partial<Job>) => Job;

type Names =
  | 'place.list'
  | 'place.look'
  | 'place.drives'
  | 'place.add'
  | 'place.edit'
  | 'place.remove'
  | 'place.test'
  | 'copy.push'
  | 'copy.pull'
  | 'copy.heal'
  | 'copy.catch-up'
  | 'verification.run-due'
  | 'transfer.settings'
  | 'transfer.set-settings';

export function placeAnswers(world: World, newJob: NewJob): Pick<Answers, Names> {
  const statusOf = (id: string): PlaceStatus =>
    world.places.find(({ place }) => place.id === id) ?? unknown('place.not-found', 'This place is not registered');
  const nameOf = (id: string) => statusOf(id).place.name;
  return {
    'place.list': () => [...world.places],
    'place.look': ({ placeId: id }) => {
      const status: PlaceStatus = { ...statusOf(id), presence: { state: 'there', freeBytes: null, totalBytes: null } };
      world.places = world.places.map((entry) => (entry.place.id === id ? status : entry));
      return status;
    },
    'place.drives': () => [...CANDIDATES],
    'place.add': (draft) => {
      const place = placeFrom(draft, placeId(50));
      world.places = [
        ...world.places,
        {
          place,
          isHome: false,
          presence: null,
          copies: 0,
          failedCopies: 0,
          bytes: 0,
          newestCopyAt: null,
          oldestProofAt: null,
          neverRead: 0,
          owed: 0,
        },
      ];
      return place;
    },
    'place.edit': ({ placeId: id, draft }) => {
      const place = placeFrom(draft, id);
      world.places = world.places.map((status) => (status.place.id === id ? { ...status, place } : status));
      return place;
    },
    'place.remove': ({ placeId: id }) => {
      world.places = world.places.filter(({ place }) => place.id !== id);
    },
    'place.test': ({ placeId: id }) => testReport(id),
    'copy.push': ({ placeId: id }) => newJob({ kind: 'copy', title: `Copy to ${nameOf(id)}` }),
    'copy.pull': () => newJob({ kind: 'copy', title: 'Copy to this computer' }),
    'copy.heal': ({ placeId: id, backupId }) => newJob({ kind: 'heal', title: `Heal a copy on ${nameOf(id)}`, backupId }),
    'copy.catch-up': () => [newJob({ kind: 'copy', title: 'Copy what is owed' })],
    'verification.run-due': () => newJob({ kind: 'verify-rolling', title: 'Read again what was proved longest ago' }),
    'transfer.settings': () => world.transfer,
    'transfer.set-settings': (settings) => {
      world.transfer = settings;
      return settings;
    },
  };
}

function placeFrom(draft: PlaceDraft, id: Place['id']): Place {
  switch (draft.kind) {
    case 'drive':
      return { ...draft, id, folderOnDrive: 'Holdfast', lastSeenAt: null };
    case 's3': {
      const { secretAccessKey: _secret, ...rest } = draft;
      return { ...rest, id };
    }
    case 'server-folder':
      return { ...draft, id };
  }
}
