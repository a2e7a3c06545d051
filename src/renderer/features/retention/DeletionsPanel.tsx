import { useState } from 'react';
import type { Deletion } from '../../../shared/model/retention.ts';
import { formatBytes } from '../../../shared/format/bytes.ts';
import { formatInstant } from '../../../shared/format/instants.ts';
import { useAction } from '../../api/use-action.ts';
import { useCall } from '../../api/use-call.ts';
import { useNow } from '../../api/use-now.ts';
import { Button, TextButton } from '../../design/Button.tsx';
import { EmptyState } from '../../design/EmptyState.tsx';
import { LoadingLines } from '../../design/Loading.tsx';
import { Panel } from '../../design/Panel.tsx';
import { ProblemPanel } from '../../design/ProblemPanel.tsx';
import type { ToneWord } from '../../design/tone.ts';
import { Status } from '../../design/Status.tsx';
import { NumberCell, Table } from '../../design/Table.tsx';
import text from '../../design/text.module.css';
import { countWord } from '../backup/backup-words.ts';
import styles from './retention.module.css';

const FIRST = 50;

const STATES: Readonly<Record<Deletion['state'], ToneWord>> = {
  bin: { tone: 'mute', word: 'In the bin' },
  gone: { tone: 'mute', word: 'Gone' },
  restored: { tone: 'ok', word: 'Taken back' },
  'place-removed': { tone: 'mute', word: 'Left in a removed place' },
};

/** Every copy retention deleted, and the bin it can be taken back from. */
export function DeletionsPanel() {
  const { loaded, reload } = useCall('retention.deletions', undefined);
  const takeBack = useAction('retention.take-back');
  const now = useNow();
  const [all, setAll] = useState(false);
  const deletions = loaded.state === 'ready' ? loaded.value : [];
  const shown = all ? deletions : deletions.slice(0, FIRST);
  const inBin = deletions.filter(({ state }) => state === 'bin').length;
  return (
    <Panel title="Deleted" flush subtitle={inBin === 0 ? undefined : `${inBin} can be taken back`}>
      {loaded.state === 'loading' ? <LoadingLines what="what was deleted" lines={2} /> : null}
      {loaded.state === 'problem' ? (
        <ProblemPanel problem={loaded.problem} actions={<Button onClick={reload}>Read it again</Button>} />
      ) : null}
      {takeBack.problem === null ? null : <ProblemPanel problem={takeBack.problem} />}
      {loaded.state === 'ready' && deletions.length === 0 ? (
        <EmptyState title="Nothing was deleted yet">Every deletion stands here with its reason.</EmptyState>
      ) : null}
      {shown.length === 0 ? null : (
        <Table caption="Copies that retention deleted, newest first" tight minWidth="l">
          <thead>
            <tr>
              <th scope="col">Backup</th>
              <th scope="col">Site</th>
              <th scope="col">Place</th>
              <NumberCell head>Size</NumberCell>
              <th scope="col">Deleted</th>
              <th scope="col">Why</th>
              <th scope="col">Now</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((deletion) => (
              <tr key={deletion.id}>
                <th scope="row" className={text.nowrap}>
                  {formatInstant(deletion.startedAt, now)}
                </th>
                <td className={text.anywhere}>{deletion.siteName}</td>
                <td>{deletion.placeName}</td>
                <NumberCell>{formatBytes(deletion.bytes)}</NumberCell>
                <td className={text.nowrap}>{formatInstant(deletion.deletedAt, now)}</td>
                <td className={text.soft}>{deletion.reason}</td>
                <td className={text.nowrap}>
                  <Status tone={STATES[deletion.state].tone}>{STATES[deletion.state].word}</Status>
                  {deletion.state === 'bin' ? (
                    <>
                      <span className={text.second}>
                        {deletion.goneAt === null ? 'until it is emptied' : `until ${formatInstant(deletion.goneAt, now)}`}
                      </span>
                      <Button
                        size="s"
                        busy={takeBack.busy}
                        onClick={() => {
                          void takeBack.run({ deletionId: deletion.id }).then((done) => {
                            if (done !== null) reload();
                          });
                        }}
                      >
                        Take back
                      </Button>
                    </>
                  ) : null}
                </td>
              </tr>
            ))}
          </tbody>
        </Table>
      )}
      {shown.length === deletions.length ? null : (
        <p className={styles.more}>
          <TextButton onClick={() => setAll(true)}>Show all {countWord(deletions.length, 'deletion', 'deletions')}</TextButton>
        </p>
      )}
    </Panel>
  );
}
