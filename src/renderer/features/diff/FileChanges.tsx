import { FileCode } from 'lucide-react';
import { useState } from 'react';
import type { FileChange } from '../../../shared/model/media-file.ts';
import { TextButton } from '../../design/Button.tsx';
import { Icon } from '../../design/Icon.tsx';
import { NumberCell, Table } from '../../design/Table.tsx';
import text from '../../design/text.module.css';
import { countWord } from '../backup/backup-words.ts';
import { ChangeMark } from '../files/ChangeMark.tsx';
import { fileSizeLine } from './diff-words.ts';
import styles from './diff.module.css';

/** Rows that are shown before somebody asks for all. */
const FIRST = 50;

interface FileChangesProps {
  readonly caption: string;
  readonly files: readonly FileChange[];
  /** Each row says that it is a program. */
  readonly alarming?: boolean;
}

export function FileChanges({ caption, files, alarming = false }: FileChangesProps) {
  const [all, setAll] = useState(false);
  const shown = all ? files : files.slice(0, FIRST);
  return (
    <>
      <Table caption={caption} tight>
        <thead>
          <tr>
            <th scope="col">File</th>
            <th scope="col">Change</th>
            <NumberCell head>Size</NumberCell>
          </tr>
        </thead>
        <tbody>
          {shown.map((file) => (
            <tr key={`${file.change} ${file.name}`}>
              <th scope="row" className={text.anywhere}>
                {alarming ? (
                  <span className={styles.program}>
                    <Icon glyph={FileCode} size={14} /> {file.name}
                  </span>
                ) : (
                  file.name
                )}
              </th>
              <td>
                <ChangeMark change={file.change} />
                {alarming ? <span className={text.second}>can be run</span> : null}
              </td>
              <NumberCell>{fileSizeLine(file)}</NumberCell>
            </tr>
          ))}
        </tbody>
      </Table>
      {shown.length === files.length ? null : (
        <p className={styles.more}>
          <TextButton onClick={() => setAll(true)}>Show all {countWord(files.length, 'file', 'files')}</TextButton>
        </p>
      )}
    </>
  );
}
