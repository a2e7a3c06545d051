import { Check } from 'lucide-react';
import { useState } from 'react';
import type { Site } from '../../../shared/model/site.ts';
import type { SiteRecovery } from '../../../shared/model/site-recovery.ts';
import { useAction } from '../../api/use-action.ts';
import { Button } from '../../design/Button.tsx';
import { Icon } from '../../design/Icon.tsx';
import layout from '../../design/layout.module.css';
import { ProblemPanel } from '../../design/ProblemPanel.tsx';
import text from '../../design/text.module.css';
import { CommandsPanel } from './CommandsPanel.tsx';
import { GoalsPanel } from './GoalsPanel.tsx';
import type { RecoveryFields } from './recovery-fields.ts';
import { checkRecovery, hasErrors, recoveryFieldsOf, settingsOf } from './recovery-fields.ts';
import { SmokePanel } from './SmokePanel.tsx';

interface RecoveryFormProps {
  readonly site: Site;
  readonly settings: SiteRecovery;
  readonly onSaved: () => void;
}

/** What is being typed stays when the fleet changes meanwhile; it is compared with what is stored. */
export function RecoveryForm({ site, settings, onSaved }: RecoveryFormProps) {
  const save = useAction('recovery.set-settings');
  const [fields, setFields] = useState(() => recoveryFieldsOf(settings));
  const [tried, setTried] = useState(false);
  const [saved, setSaved] = useState(false);
  const errors = checkRecovery(fields);
  const isChanged = JSON.stringify(settingsOf(fields)) !== JSON.stringify(settingsOf(recoveryFieldsOf(settings)));
  const set = (change: Partial<RecoveryFields>) => {
    setSaved(false);
    setFields((before) => ({ ...before, ...change }));
  };
  const shown = tried ? errors : { commands: {}, urls: null, rpo: null, rto: null };
  return (
    <form
      className={layout.stack}
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (hasErrors(errors)) return;
        void save.run({ siteId: site.id, settings: settingsOf(fields) }).then((done) => {
          if (done === null) return;
          setSaved(true);
          onSaved();
        });
      }}
    >
      <div className={layout.wide}>
        <CommandsPanel
          profile={site.profile}
          root={site.root}
          commands={fields.commands}
          errors={shown.commands}
          onChange={(commands) => set({ commands })}
        />
        <div className={layout.stack}>
          <SmokePanel
            address={site.url}
            urls={fields.urls}
            urlsError={shown.urls}
            sql={fields.sql}
            onUrls={(urls) => set({ urls })}
            onSql={(sql) => set({ sql })}
          />
          <GoalsPanel
            rpo={fields.rpo}
            rto={fields.rto}
            rpoError={shown.rpo}
            rtoError={shown.rto}
            onRpo={(rpo) => set({ rpo })}
            onRto={(rto) => set({ rto })}
          />
        </div>
      </div>
      {save.problem === null ? null : <ProblemPanel problem={save.problem} />}
      <div className={layout.wrap}>
        <Button type="submit" kind="primary" busy={save.busy} blocked={isChanged ? null : 'Nothing was changed'}>
          Save
        </Button>
        {isChanged ? (
          <Button
            kind="quiet"
            onClick={() => {
              setFields(recoveryFieldsOf(settings));
              setTried(false);
            }}
          >
            Back to what is stored
          </Button>
        ) : null}
        <span className={`${text.small} ${text.soft}`} aria-live="polite">
          {saved && !isChanged ? (
            <>
              <Icon glyph={Check} size={14} /> Saved
            </>
          ) : (
            ''
          )}
        </span>
      </div>
    </form>
  );
}
