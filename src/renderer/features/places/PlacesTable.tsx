import type { PlaceStatus } from '../../../shared/model/place.ts';
import { formatBytes } from '../../../shared/format/bytes.ts';
import { formatAge } from '../../../shared/format/durations.ts';
import { formatInstant } from '../../../shared/format/instants.ts';
import { useNow } from '../../api/use-now.ts';
import { EmptyState } from '../../design/EmptyState.tsx';
import { Icon } from '../../design/Icon.tsx';
import layout from '../../design/layout.module.css';
import { placeGlyph, placeKindWord, placeWhere } from '../../design/place-words.ts';
import { Status } from '../../design/Status.tsx';
import { NumberCell, Table } from '../../design/Table.tsx';
import { Tag } from '../../design/Tag.tsx';
import text from '../../design/text.module.css';
import { ScreenLink } from '../../frame/ScreenLink.tsx';
import { formatCount } from '../backup/backup-words.ts';
import { OwedCell } from './OwedCell.tsx';
import { PresenceWord } from './PresenceWord.tsx';
import styles from './places.module.css';

interface PlacesTableProps {
  readonly places: readonly PlaceStatus[];
  readonly onChanged: () => void;
}

export function PlacesTable({ places, onChanged }: PlacesTableProps) {
  if (places.length === 0) return <EmptyState title="No place yet">Choose the folder of this computer first.</EmptyState>;
  return (
    <Table caption="Places, this computer first" minWidth="l">
      <thead>
        <tr>
          <th scope="col">Place</th>
          <th scope="col">Reached now</th>
          <NumberCell head>Copies</NumberCell>
          <NumberCell head>Size</NumberCell>
          <th scope="col">Newest copy</th>
          <th scope="col">Oldest proof</th>
          <th scope="col">Owed</th>
        </tr>
      </thead>
      <tbody>
        {places.map((status) => (
          <PlaceRow key={status.place.id} status={status} onChanged={onChanged} />
        ))}
      </tbody>
    </Table>
  );
}

function PlaceRow({ status, onChanged }: { readonly status: PlaceStatus; readonly onChanged: () => void }) {
  const now = useNow();
  const { place, copies, failedCopies, newestCopyAt, oldestProofAt } = status;
  const where = placeWhere(place);
  return (
    <tr>
      <th scope="row" className={styles.place}>
        <span className={layout.row}>
          <Icon glyph={placeGlyph(place.kind)} />
          <ScreenLink to={{ name: 'place', placeId: place.id }}>{place.name}</ScreenLink>
          {place.offsite ? <Tag>offsite</Tag> : null}
        </span>
        <span className={`${text.second} ${text.clip} ${styles.where}`} title={where}>
          {place.name === placeKindWord(place.kind) ? where : `${placeKindWord(place.kind)} · ${where}`}
        </span>
      </th>
      <td>
        <PresenceWord status={status} onChanged={onChanged} />
      </td>
      <NumberCell>
        {formatCount(copies)}
        {failedCopies === 0 ? null : (
          <span className={styles.below}>
            <Status tone="crit" size={12}>
              {formatCount(failedCopies)} failed
            </Status>
          </span>
        )}
      </NumberCell>
      <NumberCell>{formatBytes(status.bytes)}</NumberCell>
      <td className={text.nowrap}>{newestCopyAt === null ? <span className={text.dim}>–</span> : formatInstant(newestCopyAt, now)}</td>
      <td className={text.nowrap}>
        {copies === 0 ? (
          <span className={text.dim}>–</span>
        ) : oldestProofAt === null ? (
          <span className={text.dim}>none read back yet</span>
        ) : (
          formatAge(now - Date.parse(oldestProofAt))
        )}
      </td>
      <td>
        <OwedCell status={status} />
      </td>
    </tr>
  );
}
