import { useId } from 'react';
import { formatBytes } from '../../../shared/format/bytes.ts';
import { NumberCell, Table } from '../../design/Table.tsx';
import text from '../../design/text.module.css';
import { VisuallyHidden } from '../../design/VisuallyHidden.tsx';
import { formatCount } from '../backup/backup-words.ts';
import styles from './sources.module.css';

interface FolderChoiceProps {
  readonly what: string;
  readonly found: readonly { readonly folder: string; readonly files: number; readonly bytes: number }[];
  readonly chosen: readonly string[];
  readonly onChange: (chosen: readonly string[]) => void;
}

/** Folders that were found on the server, with what lies in them; those that are ticked are taken. */
export function FolderChoice({ what, found, chosen, onChange }: FolderChoiceProps) {
  const id = useId();
  if (found.length === 0) return null;
  return (
    <div className={styles.choice}>
      <Table caption={what} tight minWidth="none">
        <thead>
          <tr>
            <th scope="col">
              <VisuallyHidden>Take</VisuallyHidden>
            </th>
            <th scope="col">Found on the server</th>
            <NumberCell head>Files</NumberCell>
            <NumberCell head>Size</NumberCell>
          </tr>
        </thead>
        <tbody>
          {found.map(({ folder, files, bytes }, index) => (
            <tr key={folder}>
              <td className={styles.tick}>
                <input
                  type="checkbox"
                  aria-labelledby={`${id}-${index}`}
                  checked={chosen.includes(folder)}
                  onChange={(event) => onChange(event.target.checked ? [...chosen, folder] : chosen.filter((name) => name !== folder))}
                />
              </td>
              <th scope="row" id={`${id}-${index}`} className={`${text.mono} ${text.anywhere}`}>
                {folder}
              </th>
              <NumberCell>{formatCount(files)}</NumberCell>
              <NumberCell>{formatBytes(bytes)}</NumberCell>
            </tr>
          ))}
        </tbody>
      </Table>
    </div>
  );
}
