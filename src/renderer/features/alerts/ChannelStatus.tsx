import { Send } from 'lucide-react';
import { useState } from 'react';
import type { AlertTestReport } from '../../../shared/model/alert.ts';
import type { AlertChannelStatus } from '../../../shared/model/alert-settings.ts';
import { formatInstant } from '../../../shared/format/instants.ts';
import { useAction } from '../../api/use-action.ts';
import { useNow } from '../../api/use-now.ts';
import { Button } from '../../design/Button.tsx';
import { Command } from '../../design/Command.tsx';
import layout from '../../design/layout.module.css';
import { Note } from '../../design/Note.tsx';
import { ProblemPanel } from '../../design/ProblemPanel.tsx';
import { Status } from '../../design/Status.tsx';
import text from '../../design/text.module.css';
import { channelWord } from './rules/alert-words.ts';

/** On, off, or on and not able to. */
export function ChannelWord({ enabled, status }: { readonly enabled: boolean; readonly status: AlertChannelStatus }) {
  if (!enabled) return <Status tone="mute">Off</Status>;
  if (status.obstacle !== null) return <Status tone="warn">Cannot send</Status>;
  if (status.lastFailure !== null) return <Status tone="crit">Last one failed</Status>;
  return <Status tone="ok">On</Status>;
}

interface ChannelFootProps {
  readonly status: AlertChannelStatus;
  /** Why a test would say nothing of what is on screen: something was typed and not saved. */
  readonly unsaved: boolean;
  readonly onTested: () => void;
}

/** What stands in the way, when it last worked, and a real message to try it, with the receiver's answer. */
export function ChannelFoot({ status, unsaved, onTested }: ChannelFootProps) {
  const now = useNow();
  const test = useAction('alerts.test');
  const [report, setReport] = useState<AlertTestReport | null>(null);
  const { channel, obstacle, notes, lastSentAt, lastFailure, waiting } = status;
  return (
    <div className={layout.tight}>
      {obstacle === null ? null : <Note tone="warn">{obstacle}</Note>}
      {notes.map((note) => (
        <Note key={note}>{note}</Note>
      ))}
      {lastFailure === null ? null : (
        <Note tone="crit">
          <strong>The last message did not arrive, {formatInstant(lastFailure.at, now)}.</strong> {lastFailure.text}
        </Note>
      )}
      <div className={layout.wrap}>
        <Button
          size="s"
          icon={Send}
          busy={test.busy}
          blocked={unsaved ? 'Save first: the test uses what is saved' : null}
          onClick={() => {
            setReport(null);
            void test.run({ channel }).then((done) => {
              if (done === null) return;
              setReport(done.value);
              onTested();
            });
          }}
        >
          Send a test
          <span className={text.hidden}> by {channelWord(channel)}</span>
        </Button>
        <span className={`${text.small} ${text.dim}`}>
          {lastSentAt === null ? 'nothing was sent yet' : `last sent ${formatInstant(lastSentAt, now)}`}
          {waiting === 0 ? '' : `, ${waiting} waiting`}
        </span>
      </div>
      <div aria-live="polite">
        {report === null ? null : (
          <Note tone={report.delivered ? 'ok' : 'crit'}>
            <strong>{report.delivered ? 'The test was taken.' : 'The test did not arrive.'}</strong> The receiver’s words:
            <Command text={report.answer === '' ? '(none)' : report.answer} label="Answer of the receiver" />
            {report.notes.map((note) => (
              <p key={note}>{note}</p>
            ))}
          </Note>
        )}
      </div>
      {test.problem === null ? null : <ProblemPanel problem={test.problem} />}
    </div>
  );
}
