import { useState } from 'react';
import type { AlertCondition } from '../../../shared/model/alert.ts';
import { formatInstant } from '../../../shared/format/instants.ts';
import { useAction } from '../../api/use-action.ts';
import { useCall } from '../../api/use-call.ts';
import { useNow } from '../../api/use-now.ts';
import { Button } from '../../design/Button.tsx';
import { Disclosure } from '../../design/Disclosure.tsx';
import { EmptyState } from '../../design/EmptyState.tsx';
import { SelectField, TextField } from '../../design/Field.tsx';
import layout from '../../design/layout.module.css';
import { LoadingLines } from '../../design/Loading.tsx';
import { Panel } from '../../design/Panel.tsx';
import { ProblemPanel } from '../../design/ProblemPanel.tsx';
import { Status } from '../../design/Status.tsx';
import text from '../../design/text.module.css';
import { ScreenLink } from '../../frame/ScreenLink.tsx';
import { severityWord } from './rules/alert-words.ts';
import styles from './alerts.module.css';

/** Everything that is wrong now and was told; what somebody has seen is not told again. */
export function ConditionsPanel() {
  const { loaded, reload } = useCall('alerts.conditions', undefined);
  const count = loaded.state === 'ready' ? loaded.value.open.length : 0;
  return (
    <Panel title="Open" subtitle={loaded.state !== 'ready' ? undefined : count === 0 ? 'nothing' : `${count}, worst first`} flush>
      {loaded.state === 'loading' ? <LoadingLines what="what is wrong" lines={3} /> : null}
      {loaded.state === 'problem' ? <ProblemPanel problem={loaded.problem} actions={<Button onClick={reload}>Try again</Button>} /> : null}
      {loaded.state === 'ready' && count === 0 ? (
        <EmptyState title="Nothing is wrong that would be told">
          A test message below shows whether the channels would carry it if something were.
        </EmptyState>
      ) : null}
      {loaded.state === 'ready' && count > 0 ? (
        <ul className={styles.conditions}>
          {loaded.value.open.map((condition) => (
            <Condition key={condition.id} condition={condition} onChanged={reload} />
          ))}
        </ul>
      ) : null}
      {loaded.state === 'ready' && loaded.value.recent.length > 0 ? (
        <div className={styles.over}>
          <Disclosure summary={`${loaded.value.recent.length} over`}>
            <Over conditions={loaded.value.recent} />
          </Disclosure>
        </div>
      ) : null}
    </Panel>
  );
}

interface ConditionProps {
  readonly condition: AlertCondition;
  readonly onChanged: () => void;
}

function Condition({ condition, onChanged }: ConditionProps) {
  const now = useNow();
  const resume = useAction('alerts.resume');
  const [open, setOpen] = useState(false);
  const { id, severity, title, text: words, siteId, siteName, count, openedAt, note, acknowledgedAt, snoozedUntil } = condition;
  const { tone, word } = severityWord(severity);
  const isQuiet = acknowledgedAt !== null || snoozedUntil !== null;
  return (
    <li>
      <div className={styles.condition}>
        <Status tone={tone}>{word}</Status>
        <div className={styles.what}>
          <p>
            <strong>{title}</strong>
            {count > 1 ? <span className={text.dim}> ({count} times)</span> : null}
          </p>
          <p className={text.soft}>{words}</p>
          <p className={text.second}>
            since {formatInstant(openedAt, now)} · {toldWords(condition, now)}
            {siteId === null ? null : (
              <>
                {' · '}
                <ScreenLink to={{ name: 'site', siteId }}>{siteName ?? 'Site'}</ScreenLink>
              </>
            )}
          </p>
          {note === '' ? null : <p className={text.small}>“{note}”</p>}
        </div>
        {isQuiet ? (
          <Button size="s" busy={resume.busy} onClick={() => void resume.run({ conditionId: id }).then(onChanged)}>
            Remind again
            <span className={text.hidden}> {title}</span>
          </Button>
        ) : (
          <Button size="s" onClick={() => setOpen(!open)}>
            Acknowledge…
            <span className={text.hidden}> {title}</span>
          </Button>
        )}
      </div>
      {resume.problem === null ? null : <ProblemPanel problem={resume.problem} />}
      {open && !isQuiet ? (
        <QuietForm
          condition={condition}
          now={now}
          onClose={() => setOpen(false)}
          onDone={() => {
            setOpen(false);
            onChanged();
          }}
        />
      ) : null}
    </li>
  );
}

const HOUR = 3_600_000;

const LENGTHS = [
  { value: 'over', label: 'Until it is over (seen)' },
  { value: '4', label: 'For 4 hours' },
  { value: '24', label: 'For a day' },
  { value: '72', label: 'For 3 days' },
  { value: '168', label: 'For a week' },
] as const;

interface QuietFormProps {
  readonly condition: AlertCondition;
  readonly now: number;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

/** No reminder any more, or none for a while; that it is over is told in any case. */
function QuietForm({ condition: { id, title }, now, onClose, onDone }: QuietFormProps) {
  const acknowledge = useAction('alerts.acknowledge');
  const snooze = useAction('alerts.snooze');
  const [length, setLength] = useState<(typeof LENGTHS)[number]['value']>('over');
  const [note, setNote] = useState('');
  const problem = acknowledge.problem ?? snooze.problem;
  const send = async () => {
    const done =
      length === 'over'
        ? await acknowledge.run({ conditionId: id, note: note.trim() })
        : await snooze.run({ conditionId: id, until: new Date(now + Number(length) * HOUR).toISOString(), note: note.trim() });
    if (done !== null) onDone();
  };
  return (
    <form
      className={styles.quiet}
      aria-label={`No reminders: ${title}`}
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <SelectField label="No reminder" value={length} options={LENGTHS} onChange={setLength} />
      <TextField label="Why" value={note} maxLength={1000} placeholder="being mended on Thursday" onChange={setNote} />
      <div className={layout.wrap}>
        <Button type="submit" busy={acknowledge.busy || snooze.busy}>
          {length === 'over' ? 'Acknowledge' : 'Snooze'}
        </Button>
        <Button kind="quiet" onClick={onClose}>
          Not now
        </Button>
      </div>
      {problem === null ? null : <ProblemPanel problem={problem} />}
    </form>
  );
}

function toldWords({ toldAt, reminders, nextReminderAt, acknowledgedAt, snoozedUntil, goneSince }: AlertCondition, now: number): string {
  const told =
    toldAt === null
      ? 'not told yet'
      : `told ${formatInstant(toldAt, now)}${reminders === 0 ? '' : `, reminded ${reminders === 1 ? 'once' : `${reminders} times`}`}`;
  if (goneSince !== null) return `${told} · not found since ${formatInstant(goneSince, now)}: over when it stays so`;
  if (acknowledgedAt !== null) return `${told} · acknowledged ${formatInstant(acknowledgedAt, now)}`;
  if (snoozedUntil !== null) return `${told} · no reminder before ${formatInstant(snoozedUntil, now)}`;
  return nextReminderAt === null ? told : `${told} · next reminder ${formatInstant(nextReminderAt, now)}`;
}

function Over({ conditions }: { readonly conditions: readonly AlertCondition[] }) {
  const now = useNow();
  return (
    <ul className={styles.conditions}>
      {conditions.map(({ id, title, openedAt, resolvedAt }) => (
        <li key={id}>
          <div className={styles.condition}>
            <Status tone="ok">Over</Status>
            <div className={styles.what}>
              <p>{title}</p>
              <p className={text.second}>
                {formatInstant(openedAt, now)} to {resolvedAt === null ? 'now' : formatInstant(resolvedAt, now)}
              </p>
            </div>
          </div>
        </li>
      ))}
    </ul>
  );
}
