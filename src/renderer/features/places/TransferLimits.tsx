import { useState } from 'react';
import type { TransferSettings } from '../../../shared/model/policy.ts';
import { useAction } from '../../api/use-action.ts';
import { useCall } from '../../api/use-call.ts';
import { Button } from '../../design/Button.tsx';
import { CheckField, TextField } from '../../design/Field.tsx';
import form from '../../design/form.module.css';
import layout from '../../design/layout.module.css';
import { LoadingLines } from '../../design/Loading.tsx';
import { Panel } from '../../design/Panel.tsx';
import { ProblemPanel } from '../../design/ProblemPanel.tsx';
import { Status } from '../../design/Status.tsx';
import text from '../../design/text.module.css';
import { checkTransfer, costLine, transferFieldsOf, transferSettingsOf } from './transfer-fields.ts';
import type { TransferFields } from './transfer-fields.ts';

/** How much copying and reading back may take, for all places together. */
export function TransferLimits({ hasS3 }: { readonly hasS3: boolean }) {
  const { loaded, reload } = useCall('transfer.settings', undefined);
  return (
    <Panel title="Limits" subtitle="for all places together" flush={loaded.state === 'loading'}>
      {loaded.state === 'loading' ? <LoadingLines what="the limits" lines={2} /> : null}
      {loaded.state === 'problem' ? (
        <ProblemPanel problem={loaded.problem} actions={<Button onClick={reload}>Read them again</Button>} />
      ) : null}
      {loaded.state === 'ready' ? <LimitsForm settings={loaded.value} hasS3={hasS3} /> : null}
    </Panel>
  );
}

function LimitsForm({ settings, hasS3 }: { readonly settings: TransferSettings; readonly hasS3: boolean }) {
  const [fields, setFields] = useState(() => transferFieldsOf(settings));
  const [saved, setSaved] = useState(false);
  const save = useAction('transfer.set-settings');
  const problems = checkTransfer(fields);
  const change = (part: Partial<TransferFields>) => {
    setSaved(false);
    setFields((before) => ({ ...before, ...part }));
  };
  return (
    <form
      className={layout.stack}
      onSubmit={(event) => {
        event.preventDefault();
        if (Object.keys(problems).length > 0) return;
        void save.run(transferSettingsOf(fields)).then((done) => setSaved(done !== null));
      }}
    >
      <div className={form.form}>
        <div className={form.f2}>
          <TextField
            label="Copying, MB a second"
            inputMode="numeric"
            value={fields.rate}
            placeholder="no limit"
            error={problems.rate ?? null}
            hint="Captures from servers are not slowed by it."
            onChange={(rate) => change({ rate })}
          />
        </div>
        <div className={form.f4}>
          <CheckField
            label="Copy only at certain hours"
            hint="The window may cross midnight. What does not get done goes on the next time."
            checked={fields.windowed}
            onChange={(windowed) => change({ windowed })}
          />
          {fields.windowed ? (
            <div className={layout.halves}>
              <TextField label="From" value={fields.from} error={problems.from ?? null} onChange={(from) => change({ from })} />
              <TextField label="Until" value={fields.until} error={problems.until ?? null} onChange={(until) => change({ until })} />
            </div>
          ) : null}
        </div>
        <div className={form.f2}>
          <TextField
            label="Read again, GB a day"
            inputMode="numeric"
            value={fields.verify}
            error={problems.verify ?? null}
            hint="The copies proved longest ago come first."
            onChange={(verify) => change({ verify })}
          />
        </div>
        {hasS3 ? (
          <>
            <div className={form.f2}>
              <TextField
                label="Read back from S3, GB a day"
                inputMode="numeric"
                value={fields.verifyS3}
                error={problems.verifyS3 ?? null}
                onChange={(verifyS3) => change({ verifyS3 })}
              />
            </div>
            <div className={form.f2}>
              <TextField
                label="Price of reading a GB"
                inputMode="numeric"
                value={fields.price}
                placeholder="0.09"
                error={problems.price ?? null}
                onChange={(price) => change({ price })}
              />
            </div>
          </>
        ) : null}
      </div>
      {hasS3 ? <p className={text.soft}>{costLine(fields)}</p> : null}
      {save.problem === null ? null : <ProblemPanel problem={save.problem} />}
      <div className={layout.wrap}>
        <Button type="submit" busy={save.busy} blocked={Object.keys(problems).length > 0 ? 'A field needs a look first' : null}>
          Save the limits
        </Button>
        <span aria-live="polite">{saved ? <Status tone="ok">Saved</Status> : null}</span>
      </div>
    </form>
  );
}
