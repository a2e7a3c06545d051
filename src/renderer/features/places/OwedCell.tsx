import type { PlaceStatus } from '../../../shared/model/place.ts';
import { useAction } from '../../api/use-action.ts';
import { Button } from '../../design/Button.tsx';
import text from '../../design/text.module.css';
import { countWord } from '../backup/backup-words.ts';

/** What site policies want in this place and is not there, with the press that brings it. */
export function OwedCell({ status }: { readonly status: PlaceStatus }) {
  const push = useAction('copy.push');
  const { place, owed, presence } = status;
  if (owed === 0) return <span className={text.dim}>nothing</span>;
  return (
    <>
      <Button
        size="s"
        busy={push.busy}
        blocked={presence?.state === 'absent' ? 'It is copied when the drive is plugged in' : null}
        onClick={() => void push.run({ placeId: place.id, siteId: null, backupIds: null })}
      >
        Copy {countWord(owed, 'backup', 'backups')}
      </Button>
      {push.problem === null ? null : (
        <span className={text.second} role="alert">
          {push.problem.title}. {push.problem.hint}
        </span>
      )}
    </>
  );
}
