import type { Copy, Proof } from '../../../shared/model/backup.ts';
import type { Place, PlaceStatus } from '../../../shared/model/place.ts';
import { formatInstant } from '../../../shared/format/instants.ts';
import { useNow } from '../../api/use-now.ts';
import { Button } from '../../design/Button.tsx';
import { Icon } from '../../design/Icon.tsx';
import { placeGlyph } from '../../design/place-words.ts';
import { ProofLadder } from '../../design/ProofLadder.tsx';
import text from '../../design/text.module.css';
import { ScreenLink } from '../../frame/ScreenLink.tsx';
import styles from './backup.module.css';
import type { CopyActions } from './use-copy-actions.ts';

interface CopyItemProps {
  readonly copy: Copy;
  readonly place: Place;
  /** Null while the places are not known. */
  readonly status: PlaceStatus | null;
  readonly actions: CopyActions;
}

/** One copy: every step that was shown, where it lies, what can be done with it. */
export function CopyItem({ copy, place, status, actions }: CopyItemProps) {
  const now = useNow();
  const blocked = actions.whyNot(status);
  const { failure } = copy.proof;
  return (
    <li>
      <p className={styles.copy}>
        <Icon glyph={placeGlyph(place.kind)} />
        <ScreenLink to={{ name: 'place', placeId: place.id }} className={styles.placeName}>
          {place.name}
        </ScreenLink>
        <ProofLadder proof={copy.proof} />
      </p>
      <p className={text.second}>
        {history(copy.proof, now)}
        {status?.presence?.state === 'absent' ? '; unplugged' : ''}
      </p>
      <p className={`${text.second} ${text.anywhere}`}>{copy.location}</p>
      <p className={styles.copyActions}>
        {failure === null ? (
          <>
            <Button kind="quiet" size="s" blocked={blocked} onClick={() => actions.verify(place.id, 'intact')}>
              Re-read
            </Button>
            <Button kind="quiet" size="s" blocked={blocked} onClick={() => actions.verify(place.id, 'sound')}>
              Look inside
            </Button>
            {actions.mayPull && place.kind !== 'this-computer' ? (
              <Button size="s" blocked={blocked} onClick={() => actions.pull(place.id)}>
                Copy to this computer
              </Button>
            ) : null}
          </>
        ) : (
          <>
            <Button size="s" blocked={blocked ?? actions.whyNotHeal(place.id)} onClick={() => actions.heal(place.id)}>
              Heal from another copy
            </Button>
            <Button
              kind="quiet"
              size="s"
              blocked={blocked}
              onClick={() => actions.verify(place.id, failure.step === 'intact' ? 'intact' : 'sound')}
            >
              Check again
            </Button>
          </>
        )}
      </p>
    </li>
  );
}

/** Every step that was shown, with its time. */
function history(proof: Proof, now: number): string {
  const steps = [
    `written ${formatInstant(proof.presentAt, now)}`,
    ...(proof.intactAt === null ? [] : [`hash re-read ${formatInstant(proof.intactAt, now)}`]),
    ...(proof.soundAt === null ? [] : [`structure ${formatInstant(proof.soundAt, now)}`]),
    ...(proof.provenAt === null ? [] : [`drill ${formatInstant(proof.provenAt, now)}`]),
    ...(proof.failure === null ? [] : [`failed ${formatInstant(proof.failure.at, now)}: ${proof.failure.text}`]),
  ];
  return steps.join('; ');
}
