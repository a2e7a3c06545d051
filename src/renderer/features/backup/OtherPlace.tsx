import type { PlaceStatus } from '../../../shared/model/place.ts';
import { Button } from '../../design/Button.tsx';
import { Icon } from '../../design/Icon.tsx';
import { placeGlyph } from '../../design/place-words.ts';
import { LevelLadder } from '../../design/ProofLadder.tsx';
import text from '../../design/text.module.css';
import styles from './backup.module.css';
import type { CopyActions } from './use-copy-actions.ts';

/** A place without a copy of this backup, and the press that makes one. */
export function OtherPlace({ status, actions }: { readonly status: PlaceStatus; readonly actions: CopyActions }) {
  const { place, presence, isHome } = status;
  return (
    <li>
      <p className={styles.copy}>
        <Icon glyph={placeGlyph(place.kind)} />
        <span className={`${styles.placeName} ${text.soft}`}>{place.name}</span>
        <LevelLadder level={null} failedStep={null} />
      </p>
      {presence?.state === 'absent' ? <p className={text.second}>copied when it is next plugged in, if the site’s policy says so</p> : null}
      {isHome ? null : (
        <p className={styles.copyActions}>
          <Button kind="quiet" size="s" blocked={actions.whyNot(status)} onClick={() => actions.push(place.id)}>
            Copy it there
          </Button>
        </p>
      )}
    </li>
  );
}
