import { useState } from 'react';
import type { ScheduleStatus, ScheduleDraft } from '../../../shared/model/schedule.ts';
import type { SiteId } from '../../../shared/model/ids.ts';
import type { Rhythm } from '../../../shared/model/rhythm.ts';
import { formatInstant } from '../../../shared/format/instants.ts';
import { useAction } from '../../api/use-action.ts';
import { useCall } from '../../api/use-call.ts';
import { useNow } from '../../api/use-now.ts';
import { useSettled } from '../../api/use-settled.ts';
import { Button } from '../../design/Button.tsx';
import { Segments, TextField } from '../../design/Field.tsx';
import form from '../../design/form.module.css';
import layout from '../../design/layout.module.css';
import { Bone } from '../../design/Loading.tsx';
import { Panel } from '../../design/Panel.tsx';
import { ProblemPanel } from '../../design/ProblemPanel.tsx';
import text from '../../design/text.module.css';
import { RhythmForm } from '../rhythm/RhythmForm.tsx';
import { rhythmFieldsOf, rhythmOf } from '../rhythm/rules/rhythm-fields.ts';
import { rhythmWords } from '../rhythm/rules/rhythm-words.ts';
import { workDoes, workWord } from './rules/schedule-words.ts';

type Choice = 'settings' | 'run' | 'wait';

const CHOICES = [
  { value: 'settings', label: 'As in Settings' },
  { value: 'run', label: 'Run' },
  { value: 'wait', label: 'Wait' },
] as const satisfies readonly { value: Choice; label: string }[];

const KINDS = [
  { value: 'full', label: 'Everything' },
  { value: 'incremental', label: 'Changed files' },
  { value: 'structure', label: 'Structure' },
  { value: 'data', label: 'Rows' },
] as const;

interface ScheduleFormProps {
  readonly siteId: SiteId;
  readonly siteName: string;
  readonly status: ScheduleStatus;
  readonly onClose: () => void;
  readonly onSaved: () => void;
}

/** How often one kind of work is done by itself; the next runs are shown while it is chosen. */
export function ScheduleForm({ siteId, siteName, status: { work, schedule }, onClose, onSaved }: ScheduleFormProps) {
  const save = useAction('schedule.set');
  const [fields, setFields] = useState(() => rhythmFieldsOf(schedule.rhythm));
  const [zone, setZone] = useState(schedule.zone);
  const [kind, setKind] = useState(schedule.capture.kind);
  const [onBattery, setOnBattery] = useState<Choice>(schedule.onBattery ?? 'settings');
  const [metered, setMetered] = useState<Choice>(schedule.metered ?? 'settings');
  const rhythm = rhythmOf(fields);
  const zoneError = isZone(zone) ? null : 'A time zone, such as Europe/Berlin.';
  const send = (draft: ScheduleDraft | null) => {
    void save.run({ siteId, work, schedule: draft }).then((done) => {
      if (done === null) return;
      onSaved();
      onClose();
    });
  };
  const orNull = (choice: Choice) => (choice === 'settings' ? null : choice);
  const movesBytes = work === 'pull' || work === 'backup' || work === 'push';
  return (
    <Panel title={`${workWord(work)} of ${siteName}`} subtitle={workDoes(work)} attention>
      <form
        className={layout.stack}
        aria-label={`Schedule: ${workWord(work)}`}
        onSubmit={(event) => {
          event.preventDefault();
          if (rhythm === undefined || zoneError !== null) return;
          const capture = work === 'backup' ? { ...schedule.capture, kind } : schedule.capture;
          send({ rhythm, zone, capture, onBattery: orNull(onBattery), metered: orNull(metered) });
        }}
      >
        <div className={layout.halves}>
          <div className={layout.stack}>
            <RhythmForm fields={fields} zone={zone} onChange={setFields} />
            <div className={form.form}>
              <div className={form.f4}>
                <TextField label="Time zone" value={zone} error={zoneError} hint="Clock changes are followed." onChange={setZone} />
              </div>
            </div>
            {work === 'backup' ? <Segments label="What is captured" value={kind} options={KINDS} onChange={setKind} /> : null}
          </div>
          <div className={layout.stack}>
            <NextRuns rhythm={rhythm ?? null} zone={zoneError === null ? zone : null} />
            {work === 'health' ? null : <Segments label="On battery" value={onBattery} options={CHOICES} onChange={setOnBattery} />}
            {movesBytes ? <Segments label="On a metered connection" value={metered} options={CHOICES} onChange={setMetered} /> : null}
          </div>
        </div>
        {save.problem === null ? null : <ProblemPanel problem={save.problem} />}
        <div className={layout.wrap}>
          <Button
            kind="primary"
            type="submit"
            busy={save.busy}
            blocked={rhythm === undefined || zoneError !== null ? 'A field needs a look first' : null}
          >
            Save
          </Button>
          {schedule.setBy === 'operator' ? (
            <Button kind="quiet" busy={save.busy} onClick={() => send(null)}>
              Back to what is proposed
            </Button>
          ) : null}
          <Button kind="quiet" onClick={onClose}>
            Not now
          </Button>
        </div>
      </form>
    </Panel>
  );
}

/** `zone` null: it is none. */
function NextRuns({ rhythm, zone }: { readonly rhythm: Rhythm | null; readonly zone: string | null }) {
  const settled = useSettled(rhythm, 150);
  return (
    <div className={layout.tight}>
      <h3 className={text.small}>Next five runs</h3>
      {rhythm === null || zone === null ? (
        <p className={text.soft}>None: it does not run by itself.</p>
      ) : (
        <>
          <p className={text.soft}>{rhythmWords(rhythm)}</p>
          {settled === null ? null : <Runs rhythm={settled} zone={zone} />}
        </>
      )}
    </div>
  );
}

function Runs({ rhythm, zone }: { readonly rhythm: Rhythm; readonly zone: string }) {
  const now = useNow();
  const { loaded } = useCall('schedule.preview', { rhythm, zone });
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (loaded.state === 'problem') return <ProblemPanel problem={loaded.problem} />;
  return (
    <>
      <ol aria-label="Next five runs" data-figures="">
        {loaded.state === 'loading'
          ? [1, 2, 3, 4, 5].map((line) => (
              <li key={line}>
                <Bone />
              </li>
            ))
          : loaded.value.map((at) => (
              <li key={at}>
                {formatInstant(at, now, { timeZone: zone })}
                {zone === own ? null : <span className={text.dim}> ({formatInstant(at, now)} here)</span>}
              </li>
            ))}
      </ol>
      <p className={`${text.micro} ${text.dim}`}>in {zone}</p>
    </>
  );
}

function isZone(zone: string): boolean {
  try {
    return zone !== '' && new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
