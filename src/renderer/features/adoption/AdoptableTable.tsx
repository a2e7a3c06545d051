import { useId } from 'react';
import type { AdoptableFile } from '../../../shared/model/source.ts';
import { formatBytes } from '../../../shared/format/bytes.ts';
import { formatInstant } from '../../../shared/format/instants.ts';
import { useNow } from '../../api/use-now.ts';
import { Status } from '../../design/Status.tsx';
import { NumberCell, Table } from '../../design/Table.tsx';
import text from '../../design/text.module.css';
import { STATES, WHAT_WORDS } from './adoption-words.ts';
import styles from './adoption.module.css';

interface AdoptableTableProps {
  readonly files: readonly AdoptableFile[];
  readonly chosen: ReadonlySet<string>;
  readonly onChange: (chosen: ReadonlySet<string>) => void;
}

/** Newest first. Only new ones can be ticked; the others say why not. */
export function AdoptableTable({ files, chosen, onChange }: AdoptableTableProps) {
  const now = useNow();
  const id = useId();
  const fresh = files.filter(({ state }) => state === 'new');
  const all = fresh.length > 0 && fresh.every(({ path }) => chosen.has(path));
  return (
    <Table caption="What the server made, newest first" tight minWidth="m">
      <thead>
        <tr>
          <th scope="col" className={styles.tick}>
            <input
              type="checkbox"
              aria-label="All new ones"
              checked={all}
              disabled={fresh.length === 0}
              onChange={() => onChange(new Set(all ? [] : fresh.map(({ path }) => path)))}
            />
          </th>
          <th scope="col">File</th>
          <th scope="col">State of</th>
          <th scope="col">What it is</th>
          <NumberCell head>Size</NumberCell>
          <th scope="col">Adopted</th>
        </tr>
      </thead>
      <tbody>
        {files.map((file, index) => (
          <tr key={file.path}>
            <td className={styles.tick}>
              {file.state === 'new' ? (
                <input
                  type="checkbox"
                  aria-labelledby={`${id}-${index}`}
                  checked={chosen.has(file.path)}
                  onChange={(event) => {
                    const next = new Set(chosen);
                    if (event.target.checked) next.add(file.path);
                    else next.delete(file.path);
                    onChange(next);
                  }}
                />
              ) : null}
            </td>
            <th scope="row" id={`${id}-${index}`} className={text.anywhere} title={file.path}>
              {file.name}
            </th>
            <td className={text.nowrap}>
              {formatInstant(file.at, now)}
              <span className={text.second}>{file.timeFrom === 'name' ? 'as its name says' : 'as it was changed last'}</span>
            </td>
            <td>{WHAT_WORDS[file.what]}</td>
            <NumberCell>{formatBytes(file.bytes)}</NumberCell>
            <td>
              <Status tone={STATES[file.state].tone}>{STATES[file.state].word}</Status>
              {file.reason === '' ? null : <span className={text.second}>{file.reason}</span>}
            </td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}
