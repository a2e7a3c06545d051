import type { PlaceStatus } from '../../../shared/model/place.ts';
import { useNavigation } from '../../api/stores.ts';
import { useAction } from '../../api/use-action.ts';
import { Button } from '../../design/Button.tsx';
import layout from '../../design/layout.module.css';
import { Panel } from '../../design/Panel.tsx';
import { ProblemPanel } from '../../design/ProblemPanel.tsx';
import { countWord } from '../backup/backup-words.ts';

/** The catalog forgets the place; what lies there stays. */
export function RemovePlace({ status, onClose }: { readonly status: PlaceStatus; readonly onClose: () => void }) {
  const remove = useAction('place.remove');
  const go = useNavigation((state) => state.go);
  const { place, copies } = status;
  return (
    <Panel title={`Remove ${place.name}`} attention>
      <div className={layout.stack}>
        <p>
          The catalog forgets this place{copies === 0 ? '' : ` and the ${countWord(copies, 'copy', 'copies')} in it`}. Nothing in it is
          deleted: added again, its copies are found by a rebuild of the catalog.
          {copies === 0 ? '' : ' Until then they no longer count for 3-2-1.'} What lies in its bin can no longer be taken back.
        </p>
        {remove.problem === null ? null : <ProblemPanel problem={remove.problem} />}
        <div className={layout.wrap}>
          <Button
            busy={remove.busy}
            onClick={() => {
              void remove.run({ placeId: place.id }).then((done) => {
                if (done !== null) go({ name: 'places' });
              });
            }}
          >
            Remove the place
          </Button>
          <Button kind="quiet" onClick={onClose}>
            Keep it
          </Button>
        </div>
      </div>
    </Panel>
  );
}
