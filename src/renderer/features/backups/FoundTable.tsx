import type { BackupSummary } from '../../../shared/model/backup.ts';
import type { Place } from '../../../shared/model/place.ts';
import { formatInstant } from '../../../shared/format/instants.ts';
import { useNow } from '../../api/use-now.ts';
import { NumberCell, Table } from '../../design/Table.tsx';
import { VisuallyHidden } from '../../design/VisuallyHidden.tsx';
import { BackupRow } from '../sites/BackupRow.tsx';
import type { Chosen } from './use-chosen.ts';
import styles from './backups.module.css';

interface FoundTableProps {
  readonly backups: readonly BackupSummary[];
  readonly places: readonly Place[];
  readonly chosen: Chosen;
}

export function FoundTable({ backups, places, chosen }: FoundTableProps) {
  const now = useNow();
  const marks = places.map((place) => ({ placeId: place.id, placeKind: place.kind, placeName: place.name }));
  return (
    <Table caption="Backups found, newest first" tight minWidth="l">
      <thead>
        <tr>
          <th scope="col" className={styles.tick}>
            <VisuallyHidden>Compare</VisuallyHidden>
          </th>
          <th scope="col">Taken</th>
          <th scope="col">Site</th>
          <th scope="col">Kind</th>
          <th scope="col">Parts</th>
          <NumberCell head>Size</NumberCell>
          <th scope="col">Copies</th>
          <th scope="col">Proved</th>
        </tr>
      </thead>
      <tbody>
        {backups.map((backup) => (
          <BackupRow
            key={backup.id}
            backup={backup}
            places={marks}
            now={now}
            showSite
            tick={
              <td className={styles.tick}>
                <input
                  type="checkbox"
                  aria-label={`Choose ${backup.siteName} of ${formatInstant(backup.startedAt, now)}`}
                  checked={chosen.has(backup)}
                  onChange={() => chosen.toggle(backup)}
                />
              </td>
            }
          />
        ))}
      </tbody>
    </Table>
  );
}
