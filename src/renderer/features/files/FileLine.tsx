import type { LucideIcon } from 'lucide-react';
import { CircleSlash, File, Folder, Link } from 'lucide-react';
import type { FileRow } from '../../../shared/model/media-file.ts';
import { formatBytes } from '../../../shared/format/bytes.ts';
import { formatInstant } from '../../../shared/format/instants.ts';
import { Icon } from '../../design/Icon.tsx';
import { Bone } from '../../design/Loading.tsx';
import { countWord } from '../backup/backup-words.ts';
import { ChangeMark } from './ChangeMark.tsx';
import styles from './files.module.css';

const GLYPHS: Readonly<Record<FileRow['type'], LucideIcon>> = { file: File, folder: Folder, link: Link, other: CircleSlash };

interface FileLineProps {
  readonly index: number;
  /** Null: on its way. */
  readonly row: FileRow | null;
  readonly now: number;
  readonly onOpen: (folder: FileRow) => void;
}

/** One entry. Names come escaped: what is no visible text stands as `\xe9` or `\n`. */
export function FileLine({ index, row, now, onOpen }: FileLineProps) {
  if (row === null) {
    return (
      <tr aria-rowindex={index + 2} className={styles.line}>
        <td colSpan={6}>
          <Bone width="m" />
        </td>
      </tr>
    );
  }
  return (
    <tr aria-rowindex={index + 2} className={styles.line}>
      <th scope="row">
        <span className={styles.name} title={titleOf(row)}>
          <Icon glyph={GLYPHS[row.type]} size={14} />
          {row.type === 'folder' ? (
            <button type="button" onClick={() => onOpen(row)}>
              {row.name}
            </button>
          ) : (
            <span>
              {row.name}
              {row.target === null ? '' : ` → ${row.target}`}
            </span>
          )}
        </span>
      </th>
      <td>
        <ChangeMark change={row.change} />
      </td>
      <td className={styles.number} title={row.files === null ? undefined : countWord(row.files, 'file', 'files')}>
        {row.type === 'link' || row.type === 'other' ? '–' : formatBytes(row.bytes)}
      </td>
      <td>{formatInstant(row.modifiedAt, now)}</td>
      <td className={styles.machine}>{row.mode === '' ? '–' : row.mode}</td>
      <td className={styles.machine} title={row.owner}>
        {row.owner === '' ? '–' : row.owner}
      </td>
    </tr>
  );
}

function titleOf({ name, type, sha256 }: FileRow): string {
  if (type === 'other') return `${name}: a socket, device or pipe; it holds no data and is not in the archive`;
  return sha256 === null ? name : `${name}\nSHA-256 ${sha256}`;
}
