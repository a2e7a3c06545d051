import { RotateCw } from 'lucide-react';
import type { AlertMessage } from '../../../shared/model/alert.ts';
import type { AlertMessageId } from '../../../shared/model/alert.ts';
import { formatInstant } from '../../../shared/format/instants.ts';
import { useAction } from '../../api/use-action.ts';
import { useCall } from '../../api/use-call.ts';
import { useNow } from '../../api/use-now.ts';
import { Button } from '../../design/Button.tsx';
import { EmptyState } from '../../design/EmptyState.tsx';
import { LoadingLines } from '../../design/Loading.tsx';
import { Panel } from '../../design/Panel.tsx';
import { ProblemPanel } from '../../design/ProblemPanel.tsx';
import { Status } from '../../design/Status.tsx';
import { GroupRow, Table } from '../../design/Table.tsx';
import text from '../../design/text.module.css';
import { channelWord, messageWord } from './rules/alert-words.ts';
import styles from './alerts.module.css';

/** What is still to be sent, and what became of the rest: a message that cannot be sent is kept and tried again. */
export function OutboxPanel() {
  const { loaded, reload } = useCall('alerts.outbox', undefined);
  const retry = useAction('alerts.retry');
  const again = (messageId: AlertMessageId | null) => void retry.run({ messageId }).then(reload);
  const waiting = loaded.state === 'ready' ? loaded.value.waiting : [];
  const recent = loaded.state === 'ready' ? loaded.value.recent : [];
  return (
    <Panel
      title="Outbox"
      subtitle={waiting.length === 0 ? undefined : `${waiting.length} waiting`}
      flush
      aside={
        waiting.length === 0 ? undefined : (
          <Button size="s" icon={RotateCw} busy={retry.busy} onClick={() => again(null)}>
            Try all now
          </Button>
        )
      }
    >
      {loaded.state === 'loading' ? <LoadingLines what="the outbox" lines={3} /> : null}
      {loaded.state === 'problem' ? <ProblemPanel problem={loaded.problem} actions={<Button onClick={reload}>Try again</Button>} /> : null}
      {loaded.state === 'ready' && waiting.length + recent.length === 0 ? <EmptyState title="No message was written yet" /> : null}
      {waiting.length + recent.length === 0 ? null : (
        <Table caption="Messages, first those that wait, then the newest" tight minWidth="m">
          <thead>
            <tr>
              <th scope="col">Message</th>
              <th scope="col">Channel</th>
              <th scope="col">State</th>
              <th scope="col">Written</th>
              <th scope="col">
                <span className={text.hidden}>Try again</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {waiting.length === 0 ? null : <GroupRow columns={5}>Waiting</GroupRow>}
            {waiting.map((message) => (
              <Row key={message.id} message={message} busy={retry.busy} onAgain={() => again(message.id)} />
            ))}
            {recent.length === 0 ? null : <GroupRow columns={5}>Settled, newest first</GroupRow>}
            {recent.map((message) => (
              <Row key={message.id} message={message} busy={false} onAgain={null} />
            ))}
          </tbody>
        </Table>
      )}
      {retry.problem === null ? null : <ProblemPanel problem={retry.problem} />}
    </Panel>
  );
}

interface RowProps {
  readonly message: AlertMessage;
  readonly busy: boolean;
  /** Null: nothing more is tried. */
  readonly onAgain: (() => void) | null;
}

function Row({ message, busy, onAgain }: RowProps) {
  const now = useNow();
  const { content, channel, state, attempts, nextTryAt, settledAt, createdAt, answer, mayHaveArrived } = message;
  const { tone, word } = messageWord(state);
  const lines = [
    attempts > 1 ? `${attempts} attempts` : '',
    nextTryAt === null ? '' : `next ${formatInstant(nextTryAt, now)}`,
    state === 'sent' && settledAt !== null ? formatInstant(settledAt, now) : '',
    mayHaveArrived && state !== 'sent' ? 'it may have arrived' : '',
    answer,
  ].filter((line) => line !== '');
  return (
    <tr>
      <th scope="row" className={styles.message}>
        {content.title}
        <span className={text.second}>{content.happened}</span>
      </th>
      <td>{channelWord(channel)}</td>
      <td className={styles.state}>
        <Status tone={tone}>{word}</Status>
        <span className={text.second}>{lines.join(' · ')}</span>
      </td>
      <td className={text.nowrap}>{formatInstant(createdAt, now)}</td>
      <td>
        {onAgain === null ? null : (
          <Button size="s" busy={busy} onClick={onAgain}>
            Try now
            <span className={text.hidden}> {content.title}</span>
          </Button>
        )}
      </td>
    </tr>
  );
}
