import type { BackupDetails } from '../../../shared/model/backup.ts';
import type { BackupId, PlaceId } from '../../../shared/model/ids.ts';
import type { Job } from '../../../shared/model/job.ts';
import type { PlaceStatus } from '../../../shared/model/place.ts';
import type { Problem } from '../../../shared/model/problem.ts';
import { useAction } from '../../api/use-action.ts';

export interface CopyActions {
  readonly verify: (placeId: PlaceId, level: 'intact' | 'sound') => void;
  readonly heal: (placeId: PlaceId) => void;
  readonly push: (placeId: PlaceId) => void;
  readonly pull: (fromPlaceId: PlaceId) => void;
  /** Why nothing can be started in a place now; null when it can. */
  readonly whyNot: (status: PlaceStatus | null) => string | null;
  /** Why a failed copy cannot be healed; null when it can. */
  readonly whyNotHeal: (placeId: PlaceId) => string | null;
  /** This computer holds no copy that holds: one from elsewhere may be brought here. */
  readonly mayPull: boolean;
  readonly problem: Problem | null;
}

/** What can be done with the copies of one backup. */
export function useCopyActions(
  backupId: BackupId,
  copies: BackupDetails['copies'],
  places: readonly PlaceStatus[],
  working: Job | null,
): CopyActions {
  const verify = useAction('backup.verify');
  const heal = useAction('copy.heal');
  const push = useAction('copy.push');
  const pull = useAction('copy.pull');
  const home = places.find(({ isHome }) => isHome)?.place.id ?? null;
  const isGood = ({ copy }: BackupDetails['copies'][number]) => copy.proof.failure === null;
  return {
    verify: (placeId, level) => void verify.run({ backupId, level, placeId }),
    heal: (placeId) => void heal.run({ backupId, placeId }),
    push: (placeId) => void push.run({ placeId, siteId: null, backupIds: [backupId] }),
    pull: (fromPlaceId) => void pull.run({ backupIds: [backupId], fromPlaceId }),
    whyNot: (status) => {
      if (working !== null) return 'Work on this backup is waiting or running';
      if (status?.presence?.state === 'absent') return status.place.kind === 'drive' ? 'Plug the drive in first' : 'The place is absent';
      return null;
    },
    whyNotHeal: (placeId) =>
      copies.some((entry) => entry.place.id !== placeId && isGood(entry)) ? null : 'No other place has a copy that holds',
    mayPull: home !== null && !copies.some((entry) => entry.place.id === home && isGood(entry)),
    problem: verify.problem ?? heal.problem ?? push.problem ?? pull.problem,
  };
}
