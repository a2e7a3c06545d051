import type { BackupDiff } from '../../../shared/model/diff.ts';
import { formatBytes } from '../../../shared/format/bytes.ts';
import { Readouts } from '../../design/Readouts.tsx';
import { Status } from '../../design/Status.tsx';
import { countWord, formatCount } from '../backup/backup-words.ts';
import { figuresOf, signedCount } from './diff-words.ts';

/** The whole comparison in five figures. */
export function DiffReadouts({ diff }: { readonly diff: BackupDiff }) {
  const { tables, rows, files, addedBytes, executables } = figuresOf(diff);
  const { databases, media, config } = diff;
  return (
    <Readouts
      readouts={[
        { label: 'Tables that differ', value: formatCount(tables), sub: `in ${countWord(databases.length, 'database', 'databases')}` },
        { label: 'Rows', value: signedCount(rows), sub: 'sum over these tables' },
        {
          label: 'Files that differ',
          value: media.length === 0 ? '–' : formatCount(files),
          sub: media.length === 0 ? 'no files in either' : `${formatBytes(addedBytes)} are new`,
        },
        {
          label: 'Scripts and programs',
          value: executables === 0 ? '0' : <Status tone="crit">{formatCount(executables)} to look at</Status>,
          sub: media.length === 0 ? 'no files in either' : 'new or changed among the media',
        },
        { label: 'Settings', value: formatCount(config.length), sub: config.length === 0 ? 'nothing differs' : 'see the end of the page' },
      ]}
    />
  );
}
