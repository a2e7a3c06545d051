import type { DatabaseArtifact } from '../../../shared/model/artifact.ts';
import { formatDuration } from '../../../shared/format/durations.ts';
import { formatInstant } from '../../../shared/format/instants.ts';
import { useNow } from '../../api/use-now.ts';
import { Facts } from '../../design/Facts.tsx';
import { Note } from '../../design/Note.tsx';
import { Panel } from '../../design/Panel.tsx';
import text from '../../design/text.module.css';
import { countWord } from './backup-words.ts';
import styles from './backup.module.css';

/** How each database was dumped: by what, with which flags, at which moment. */
export function DumpPanel({ artifacts }: { readonly artifacts: readonly DatabaseArtifact[] }) {
  return (
    <Panel title="How it was dumped" flush>
      {artifacts.map((artifact) => (
        <section key={artifact.id} className={styles.dump} aria-label={`Dump of ${artifact.database}`}>
          {artifacts.length > 1 ? <h3>{artifact.database}</h3> : null}
          <DumpFacts artifact={artifact} />
          {artifact.kind === 'structure' ? null : <WeakTables tables={artifact.nonTransactionalTables} />}
        </section>
      ))}
    </Panel>
  );
}

function DumpFacts({ artifact }: { readonly artifact: DatabaseArtifact }) {
  const now = useNow();
  const { dumpTool, characterSets, capturedFrom, capturedTo } = artifact;
  return (
    <Facts
      facts={[
        { label: 'Database server', value: artifact.serverVersion ?? 'the dump does not say' },
        { label: 'Tool', value: dumpTool === null ? 'the dump does not say' : `${dumpTool.name} ${dumpTool.version}` },
        {
          label: 'Flags',
          value:
            dumpTool === null || dumpTool.flags.length === 0 ? (
              'none named'
            ) : (
              <span className={`${text.mono} ${text.anywhere}`}>{dumpTool.flags.join(' ')}</span>
            ),
        },
        { label: 'Character sets', value: characterSets.length === 0 ? 'none named' : characterSets.join(', ') },
        {
          label: 'Dumped',
          value: `${formatInstant(capturedFrom, now)}, in ${formatDuration(Date.parse(capturedTo) - Date.parse(capturedFrom))}`,
        },
      ]}
    />
  );
}

function WeakTables({ tables }: { readonly tables: readonly string[] }) {
  if (tables.length === 0) return <p className={`${text.small} ${text.dim}`}>All tables have transactions: one consistent moment.</p>;
  return (
    <Note tone="warn">
      <strong>{countWord(tables.length, 'table has', 'tables have')} no transactions:</strong> {tables.join(', ')}. Each is consistent for
      itself, not with the rest.
    </Note>
  );
}
