import { formatBytes } from '../../../shared/format/bytes.ts';
import { Status } from '../../design/Status.tsx';
import { NumberCell, Table } from '../../design/Table.tsx';
import text from '../../design/text.module.css';
import { formatCount } from '../backup/backup-words.ts';

interface Share {
  readonly key: string;
  readonly name: string;
  readonly count: number;
  readonly bytes: number;
  /** Copies whose check failed. */
  readonly failed: number;
}

/** How many and how much of each. */
export function SharesTable({ caption, rows }: { readonly caption: string; readonly rows: readonly Share[] }) {
  return (
    <Table caption={caption} tight minWidth="none">
      <thead>
        <tr>
          <th scope="col">{caption}</th>
          <NumberCell head>Backups</NumberCell>
          <NumberCell head>Size</NumberCell>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ key, name, count, bytes, failed }) => (
          <tr key={key}>
            <th scope="row" className={text.anywhere}>
              {name}
              {failed === 0 ? null : (
                <span className={text.second}>
                  <Status tone="crit" size={12}>
                    {formatCount(failed)} failed
                  </Status>
                </span>
              )}
            </th>
            <NumberCell>{formatCount(count)}</NumberCell>
            <NumberCell>{formatBytes(bytes)}</NumberCell>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}
