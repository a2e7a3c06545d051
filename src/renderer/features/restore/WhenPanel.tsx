import { useCallback, useEffect, useRef, useState } from 'react';
import { QUESTIONS } from '../../../shared/model/decision-tree.ts';
import type { Incident } from '../../../shared/model/incident.ts';
import type { Sign } from '../../../shared/model/proposal.ts';
import type { Situation } from '../../../shared/model/situation.ts';
import { formatInstant } from '../../../shared/format/instants.ts';
import { useAction } from '../../api/use-action.ts';
import { useNow } from '../../api/use-now.ts';
import { Button } from '../../design/Button.tsx';
import { ChoiceList } from '../../design/ChoiceList.tsx';
import { SelectField, TextField } from '../../design/Field.tsx';
import layout from '../../design/layout.module.css';
import { LoadingLines } from '../../design/Loading.tsx';
import { Panel } from '../../design/Panel.tsx';
import { ProblemPanel } from '../../design/ProblemPanel.tsx';
import text from '../../design/text.module.css';
import { fromLocalField, toLocalField } from './rules/local-time.ts';
import { shortInstant } from './rules/restore-words.ts';
import styles from './restore.module.css';

interface WhenPanelProps {
  readonly incident: Incident;
  readonly situation: Situation;
  /** A break-in is looked for by itself, and some hours before its first sign are not trusted either. */
  readonly withMargin: boolean;
  readonly onChange: (situation: Situation) => void;
}

const MARGINS = ['0', '6', '12', '24', '48', '168'] as const;

/** When did it start? What the server and the catalog tell, or the operator's own time. */
export function WhenPanel({ incident, situation, withMargin, onChange }: WhenPanelProps) {
  const now = useNow();
  const look = useAction('incident.look-for-signs');
  const [found, setFound] = useState<{ readonly signs: readonly Sign[]; readonly at: string } | null>(null);
  const signs = found?.signs ?? [];
  const sign = signs.findIndex(({ at }) => at === situation.firstSignAt);
  const [own, setOwn] = useState(false);
  const { run } = look;
  const search = useCallback(async () => {
    const done = await run({ incidentId: incident.id });
    if (done !== null) setFound({ signs: done.value, at: new Date().toISOString() });
    return done?.value ?? [];
  }, [run, incident.id]);
  const latest = useRef(situation);
  useEffect(() => {
    latest.current = situation;
  });
  useFirstLook(withMargin, search, (earliest) => {
    // The operator's own answer is not overruled by what is found; nor is what was answered while it was looked for.
    if (latest.current.firstSignAt === null) onChange({ ...latest.current, firstSignAt: earliest });
  });
  const value = own || (situation.firstSignAt !== null && sign === -1) ? 'own' : situation.firstSignAt === null ? 'unknown' : String(sign);
  return (
    <Panel
      title={QUESTIONS.started.text}
      subtitle={signs.length > 1 ? 'the earliest sign counts' : undefined}
      aside={
        look.busy ? undefined : (
          <Button size="s" kind="quiet" onClick={() => void search()}>
            {found === null ? 'Look for signs' : 'Look again'}
          </Button>
        )
      }
      flush
      foot={
        found === null
          ? 'Looking only reads: accounts, file dates, executables among the media, backups.'
          : `Looked at ${shortInstant(found.at, now)}: ${signs.length === 0 ? 'no sign was found. That proves nothing.' : 'accounts, file dates and backups.'}`
      }
    >
      {look.busy ? <LoadingLines what="the signs on the server" lines={3} /> : null}
      {look.problem === null ? null : <ProblemPanel problem={look.problem} />}
      <div className={styles.flat}>
        <ChoiceList
          label="First sign"
          numbered={false}
          value={value}
          onChange={(next) => {
            setOwn(next === 'own');
            const chosen = signs[Number(next)];
            if (next === 'unknown') onChange({ ...situation, firstSignAt: null });
            else if (chosen !== undefined) onChange({ ...situation, firstSignAt: chosen.at });
          }}
          choices={[
            ...signs.map(({ at, text: words }, index) => ({ value: String(index), label: formatInstant(at, now), second: [words] })),
            { value: 'own', label: signs.length === 0 ? 'I know when' : 'Another time', second: ['a sign of your own'] },
            { value: 'unknown', label: 'Not known', second: ['backups from before it was noticed are proposed'] },
          ]}
        />
      </div>
      {value === 'own' || withMargin ? (
        <div className={`${styles.padded} ${layout.stack}`}>
          {value === 'own' ? (
            <TextField
              label="First sign, your own"
              type="datetime-local"
              value={situation.firstSignAt === null ? '' : toLocalField(situation.firstSignAt)}
              onChange={(typed) => {
                const firstSignAt = fromLocalField(typed);
                if (firstSignAt !== null) onChange({ ...situation, firstSignAt });
              }}
            />
          ) : null}
          {withMargin ? (
            <SelectField
              label={QUESTIONS.margin.text}
              value={MARGINS.find((hours) => Number(hours) === situation.marginHours) ?? '12'}
              options={MARGINS.map((hours) => ({ value: hours, label: hours === '168' ? '7 days' : `${hours} h` }))}
              hint={QUESTIONS.margin.changes}
              onChange={(hours) => onChange({ ...situation, marginHours: Number(hours) })}
            />
          ) : null}
        </div>
      ) : null}
      <p className={text.hidden} aria-live="polite">
        {found === null ? '' : `${signs.length} signs found`}
      </p>
    </Panel>
  );
}

/** After a break-in the search begins by itself: it only reads, and every minute counts. */
function useFirstLook(wanted: boolean, search: () => Promise<readonly Sign[]>, onFound: (earliest: string) => void): void {
  const done = useRef(false);
  useEffect(() => {
    if (!wanted || done.current) return;
    done.current = true;
    void search().then(([earliest]) => {
      if (earliest !== undefined) onFound(earliest.at);
    });
  }, [wanted, search, onFound]);
}
