import { useState } from 'react';
import type { EvidenceAction } from '../../../shared/model/checklist.ts';
import type { Problem } from '../../../shared/model/problem.ts';
import { useNavigation } from '../../api/stores.ts';
import { useAction } from '../../api/use-action.ts';
import type { Screen } from '../../navigation.ts';

const SCREENS: Readonly<Record<Extract<EvidenceAction, { readonly kind: 'open' }>['screen'], Screen>> = {
  fleet: { name: 'fleet' },
  activity: { name: 'activity' },
  places: { name: 'places' },
  servers: { name: 'servers' },
  drills: { name: 'drills', siteId: null },
  retention: { name: 'retention', siteId: null, placeId: null },
  documents: { name: 'documents', siteId: null },
  settings: { name: 'settings' },
  incidents: { name: 'incidents' },
};

/** The button beside a finding: it does what would mend it, and the step shows what became of it. */
export function useEvidenceAction(): {
  readonly act: (action: EvidenceAction) => void;
  readonly busy: boolean;
  readonly problem: Problem | null;
} {
  const go = useNavigation((state) => state.go);
  const [busy, setBusy] = useState(false);
  const backUp = useAction('backup.start');
  const pull = useAction('copy.pull');
  const adopt = useAction('adopt.start');
  const push = useAction('copy.push');
  const drill = useAction('drill.start');
  const start = async (action: EvidenceAction): Promise<void> => {
    switch (action.kind) {
      case 'back-up':
        for (const siteId of action.siteIds) await backUp.run({ siteId });
        return;
      case 'pull':
        await pull.run({ backupIds: action.backupIds, fromPlaceId: null });
        return;
      case 'adopt':
        for (const siteId of action.siteIds) await adopt.run({ siteId, paths: null });
        return;
      case 'push':
        for (const placeId of action.placeIds) await push.run({ placeId, siteId: null, backupIds: null });
        return;
      case 'drill':
        for (const siteId of action.siteIds) await drill.run({ siteId, backupId: null, placeId: null });
        return;
      case 'open':
        go(SCREENS[action.screen]);
        return;
      case 'open-site':
        go({ name: 'site', siteId: action.siteId });
    }
  };
  return {
    act(action) {
      if (busy) return;
      setBusy(true);
      void start(action).finally(() => setBusy(false));
    },
    busy,
    problem: [backUp, pull, adopt, push, drill].map((each) => each.problem).find((problem) => problem !== null) ?? null,
  };
}
