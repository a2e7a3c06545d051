import type { Answers } from '../fake-bridge.ts';
import type { NewJob } from './place-answers.ts';
import { planOf, simulationOf } from './retention.ts';
import { DRIVE } from './places.ts';
import { ago } from './times.ts';
import type { World } from './world.ts';

type Names =
  | 'retention.get'
  | 'retention.set'
  | 'retention.plan'
  | 'retention.simulate'
  | 'retention.apply'
  | 'retention.deletions'
  | 'retention.leaving'
  | 'retention.take-back';

export function retentionAnswers(world: World, newJob: NewJob): Pick<Answers, Names> {
  return {
    'retention.get': () => world.retention,
    'retention.set': ({ scope, policy }) => {
      world.retention = { policy: policy ?? world.retention.policy, setFor: policy === null ? null : scope };
      return world.retention;
    },
    'retention.plan': ({ placeId, siteId, policy }) =>
      planOf(
        placeId,
        world.backups.filter((backup) => siteId === null || backup.siteId === siteId),
        (policy ?? world.retention.policy).enabled,
      ),
    'retention.simulate': ({ placeId, days }) => simulationOf(placeId, days),
    'retention.apply': () => newJob({ kind: 'prune', title: 'Delete what retention lets go' }),
    'retention.leaving': () =>
      world.retention.policy.enabled
        ? { at: ago(0), copies: 12, places: [{ placeId: DRIVE, placeName: 'Vault-A', copies: 12 }] }
        : { at: ago(0), copies: 0, places: [] },
    'retention.deletions': () => [...world.deletions],
    'retention.take-back': ({ deletionId }) => {
      world.deletions = world.deletions.map((deletion) =>
        deletion.id === deletionId ? { ...deletion, state: 'restored' as const, goneAt: null } : deletion,
      );
    },
  };
}
