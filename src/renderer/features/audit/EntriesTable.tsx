import type { AuditEntry } from '../../../shared/model/audit.ts';
import { formatInstant } from '../../../shared/format/instants.ts';
import { useFleet } from '../../api/stores.ts';
import { useNow } from '../../api/use-now.ts';
import { Status } from '../../design/Status.tsx';
import { NumberCell, Table } from '../../design/Table.tsx';
import text from '../../design/text.module.css';
import { formatCount } from '../backup/backup-words.ts';
import { detailsLine, outcomeWord } from './audit-filter.ts';
import styles from './audit.module.css';

/** Newest first. */
export function EntriesTable({ entries }: { readonly entries: readonly AuditEntry[] }) {
  const now = useNow();
  const sites = useFleet((state) => state.fleet?.sites) ?? [];
  const nameOf = new Map(sites.map(({ site }) => [site.id, site.name]));
  return (
    <Table caption="Entries of the record, newest first" minWidth="l" tight>
      <thead>
        <tr>
          <NumberCell head>No.</NumberCell>
          <th scope="col">When</th>
          <th scope="col">Who</th>
          <th scope="col">Action</th>
          <th scope="col">Site</th>
          <th scope="col">Result</th>
        </tr>
      </thead>
      <tbody>
        {entries.map(({ seq, at, actor, action, effect, siteId, details, outcome, problem }) => {
          const { tone, word } = outcomeWord(outcome);
          return (
            <tr key={seq}>
              <NumberCell>{formatCount(seq)}</NumberCell>
              <td className={text.nowrap}>
                <time dateTime={at} title={at}>
                  {formatInstant(at, now)}
                </time>
              </td>
              <td className={text.nowrap}>
                {actor.user}
                <span className={text.second}>
                  {actor.host === 'scheduler' ? 'by itself, on' : `${actor.host} on`} {actor.machine}
                </span>
              </td>
              <td className={styles.action}>
                <span className={text.mono}>{action}</span> <span className={`${text.small} ${text.soft}`}>{effect}</span>
                <span className={`${text.second} ${text.anywhere}`}>{detailsLine(details)}</span>
              </td>
              <td>{siteId === null ? <span className={text.dim}>–</span> : <SiteName name={nameOf.get(siteId) ?? null} />}</td>
              <td>
                <Status tone={tone}>{word}</Status>
                {problem === null ? null : <span className={`${text.second} ${text.mono}`}>{problem}</span>}
              </td>
            </tr>
          );
        })}
      </tbody>
    </Table>
  );
}

/** A long name ends in an ellipsis: a row is two lines high, whatever a site is called. */
function SiteName({ name }: { readonly name: string | null }) {
  return name === null ? (
    'not registered any more'
  ) : (
    <span className={`${text.clip} ${styles.site}`} title={name}>
      {name}
    </span>
  );
}
