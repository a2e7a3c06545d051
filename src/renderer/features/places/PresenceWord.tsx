import type { PlaceStatus } from '../../../shared/model/place.ts';
import { formatBytes } from '../../../shared/format/bytes.ts';
import { formatInstant } from '../../../shared/format/instants.ts';
import { useAction } from '../../api/use-action.ts';
import { useNow } from '../../api/use-now.ts';
import { Button, TextButton } from '../../design/Button.tsx';
import { Status } from '../../design/Status.tsx';
import text from '../../design/text.module.css';

interface PresenceWordProps {
  readonly status: PlaceStatus;
  /** The place was asked: read the list again. */
  readonly onChanged: () => void;
}

/** Whether the place can be reached now. A drive that is not plugged in is calm; S3 and servers are asked only on request. */
export function PresenceWord({ status, onChanged }: PresenceWordProps) {
  const now = useNow();
  const look = useAction('place.look');
  const { place, presence } = status;
  const ask = () => {
    void look.run({ placeId: place.id }).then((done) => {
      if (done !== null) onChanged();
    });
  };
  if (presence === null) {
    return (
      <>
        <Button size="s" busy={look.busy} onClick={ask}>
          {look.busy ? 'Asking' : 'Look'}
        </Button>
        <span className={text.second}>{look.problem === null ? 'asked only on request' : look.problem.title}</span>
      </>
    );
  }
  // Folders and drives are looked at with every list; of the others the last answer is shown.
  const again =
    place.kind === 's3' || place.kind === 'server-folder' ? (
      <TextButton onClick={ask}>{look.busy ? 'asking' : 'look again'}</TextButton>
    ) : null;
  switch (presence.state) {
    case 'there':
      return (
        <>
          <Status tone="ok">There</Status>
          <span className={text.second}>
            {presence.freeBytes === null ? 'when it was last asked' : `${formatBytes(presence.freeBytes)} free`} {again}
          </span>
        </>
      );
    case 'absent': {
      const seen = place.kind === 'drive' ? place.lastSeenAt : null;
      return (
        <>
          <Status tone="mute">{place.kind === 'drive' ? 'Unplugged' : 'Absent'}</Status>
          <span className={text.second} title={presence.reason}>
            {seen === null ? presence.reason : `since ${formatInstant(seen, now)}`}
          </span>
        </>
      );
    }
    case 'unreachable':
      return (
        <>
          <Status tone="warn">Not reached</Status>
          <span className={text.second} title={presence.reason}>
            {presence.reason} {again}
          </span>
        </>
      );
  }
}
