import { RotateCw } from 'lucide-react';
import { useState } from 'react';
import type { PlaceId } from '../../../shared/model/ids.ts';
import type { PlaceStatus } from '../../../shared/model/place.ts';
import { useNavigation } from '../../api/stores.ts';
import { useCall } from '../../api/use-call.ts';
import { Button } from '../../design/Button.tsx';
import { Icon } from '../../design/Icon.tsx';
import layout from '../../design/layout.module.css';
import { LoadingLines } from '../../design/Loading.tsx';
import { Note } from '../../design/Note.tsx';
import { PageHead } from '../../design/PageHead.tsx';
import { Panel } from '../../design/Panel.tsx';
import { placeGlyph, placeKindWord, placeWhere } from '../../design/place-words.ts';
import { ProblemPanel } from '../../design/ProblemPanel.tsx';
import { Tag } from '../../design/Tag.tsx';
import text from '../../design/text.module.css';
import { useTrail } from '../../frame/use-trail.ts';
import { EditPlace } from './EditPlace.tsx';
import { OwedCell } from './OwedCell.tsx';
import { PlaceFacts } from './PlaceFacts.tsx';
import { PlaceTest } from './PlaceTest.tsx';
import { RemovePlace } from './RemovePlace.tsx';

/** One place: what it holds, how it is reached, whether it does what it must. */
export function PlaceScreen({ placeId }: { readonly placeId: PlaceId }) {
  const { loaded, reload } = useCall('place.list', undefined);
  const status = loaded.state === 'ready' ? loaded.value.find(({ place }) => place.id === placeId) : undefined;
  useTrail([
    { label: 'Places', to: { name: 'places' } },
    { label: status?.place.name ?? 'Place', to: null },
  ]);
  if (status !== undefined)
    return (
      <KnownPlace
        status={status}
        places={loaded.state === 'ready' ? loaded.value : []}
        outOfDate={loaded.state === 'ready' && loaded.refreshProblem !== null}
        onChanged={reload}
      />
    );
  return (
    <div className={layout.stack}>
      <PageHead title="Place" />
      <Panel title="Place" flush={loaded.state === 'loading'}>
        {loaded.state === 'loading' ? <LoadingLines what="the place" /> : null}
        {loaded.state === 'ready' ? <Note>This place is not registered. Copies that lie there were not changed.</Note> : null}
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
      </Panel>
    </div>
  );
}

interface KnownPlaceProps {
  readonly status: PlaceStatus;
  readonly places: readonly PlaceStatus[];
  readonly outOfDate: boolean;
  readonly onChanged: () => void;
}

function KnownPlace({ status, places, outOfDate, onChanged }: KnownPlaceProps) {
  const [open, setOpen] = useState<'nothing' | 'edit' | 'remove'>('nothing');
  const go = useNavigation((state) => state.go);
  const { place, isHome } = status;
  const close = () => setOpen('nothing');
  const toggle = (part: 'edit' | 'remove') => setOpen(open === part ? 'nothing' : part);
  return (
    <div className={layout.stack}>
      <PageHead
        title={
          <>
            {place.name}
            {place.offsite ? <Tag>offsite</Tag> : null}
          </>
        }
        meta={[
          <>
            <Icon glyph={placeGlyph(place.kind)} size={14} />
            {placeKindWord(place.kind)}
          </>,
          <span key="where" className={text.mono}>
            {placeWhere(place)}
          </span>,
        ]}
        actions={
          <>
            {status.owed === 0 ? null : <OwedCell status={status} />}
            <Button kind="quiet" onClick={() => go({ name: 'retention', siteId: null, placeId: place.id })}>
              Retention
            </Button>
            <Button
              blocked={place.kind === 'this-computer' ? 'The folder of this computer is changed in the settings' : null}
              onClick={() => toggle('edit')}
            >
              Edit
            </Button>
            <Button
              blocked={isHome ? 'Captures are written here first; choose another folder in the settings instead' : null}
              onClick={() => toggle('remove')}
            >
              Remove
            </Button>
          </>
        }
      />
      {outOfDate ? <Note tone="warn">These are the last known facts: the newest could not be read.</Note> : null}
      {open === 'edit' && place.kind !== 'this-computer' ? (
        <EditPlace
          place={place}
          places={places}
          onClose={close}
          onDone={() => {
            close();
            onChanged();
          }}
        />
      ) : null}
      {open === 'remove' ? <RemovePlace status={status} onClose={close} /> : null}
      <div className={layout.halves}>
        <PlaceFacts status={status} onChanged={onChanged} />
        <PlaceTest status={status} />
      </div>
    </div>
  );
}
