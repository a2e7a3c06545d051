import { Plus, RotateCw } from 'lucide-react';
import { useState } from 'react';
import type { PlaceStatus } from '../../../shared/model/place.ts';
import { useNavigation } from '../../api/stores.ts';
import { useAction } from '../../api/use-action.ts';
import { useCall } from '../../api/use-call.ts';
import { Button } from '../../design/Button.tsx';
import layout from '../../design/layout.module.css';
import { LoadingLines } from '../../design/Loading.tsx';
import { Note } from '../../design/Note.tsx';
import { PageHead } from '../../design/PageHead.tsx';
import { Panel } from '../../design/Panel.tsx';
import { ProblemPanel } from '../../design/ProblemPanel.tsx';
import { AddPlacePanel } from './AddPlacePanel.tsx';
import { PlacesTable } from './PlacesTable.tsx';
import { SecondPlace } from './SecondPlace.tsx';
import { TransferLimits } from './TransferLimits.tsx';
import { countWord } from '../backup/backup-words.ts';

/** Where copies lie: this computer, drives, S3, folders on servers. Each counts for what was last proved there. */
export function PlacesScreen() {
  const { loaded, reload } = useCall('place.list', undefined);
  const go = useNavigation((state) => state.go);
  const [adding, setAdding] = useState(false);
  const places = loaded.state === 'ready' ? loaded.value : null;
  const alone = places !== null && places.length < 2;
  return (
    <div className={layout.stack}>
      <PageHead
        title="Places"
        meta={places === null || places.length === 0 ? [] : [summaryOf(places)]}
        actions={
          adding ? undefined : (
            <>
              <DueButtons places={places ?? []} />
              <Button kind="quiet" onClick={() => go({ name: 'retention', siteId: null, placeId: null })}>
                Retention
              </Button>
              <Button kind="primary" icon={Plus} onClick={() => setAdding(true)}>
                Add a place
              </Button>
            </>
          )
        }
      />
      {loaded.state === 'ready' && loaded.refreshProblem !== null ? (
        <Note tone="warn">
          <strong>This list may be out of date.</strong> {loaded.refreshProblem.title}.
        </Note>
      ) : null}
      {adding ? (
        <AddPlacePanel
          places={places ?? []}
          onClose={() => setAdding(false)}
          onAdded={() => {
            setAdding(false);
            reload();
          }}
        />
      ) : null}
      <Panel title="Registered places" flush={loaded.state !== 'problem'}>
        {loaded.state === 'loading' ? <LoadingLines what="the places" /> : null}
        {loaded.state === 'problem' ? (
          <ProblemPanel
            problem={loaded.problem}
            actions={
              <Button icon={RotateCw} onClick={reload}>
                Read it again
              </Button>
            }
          />
        ) : null}
        {places === null ? null : <PlacesTable places={places} onChanged={reload} />}
      </Panel>
      {alone && !adding ? <SecondPlace onAdd={() => setAdding(true)} /> : null}
      <TransferLimits hasS3={places?.some(({ place }) => place.kind === 's3') ?? false} />
    </div>
  );
}

function summaryOf(places: readonly PlaceStatus[]): string {
  const copies = places.reduce((sum, status) => sum + status.copies, 0);
  return `${countWord(copies, 'copy', 'copies')} in ${countWord(places.length, 'place', 'places')}`;
}

/** What can be started for all places at once. */
function DueButtons({ places }: { readonly places: readonly PlaceStatus[] }) {
  const catchUp = useAction('copy.catch-up');
  const runDue = useAction('verification.run-due');
  const owed = places.reduce((sum, status) => sum + status.owed, 0);
  const copies = places.reduce((sum, status) => sum + status.copies, 0);
  const problem = catchUp.problem ?? runDue.problem;
  return (
    <>
      {problem === null ? null : <ProblemPanel problem={problem} />}
      <Button
        kind="quiet"
        busy={runDue.busy}
        blocked={copies === 0 ? 'There is no copy to read yet' : null}
        onClick={() => void runDue.run(undefined)}
      >
        Read again what is due
      </Button>
      {owed === 0 ? null : (
        <Button busy={catchUp.busy} onClick={() => void catchUp.run(undefined)}>
          Copy what is owed
        </Button>
      )}
    </>
  );
}
