import { useState } from 'react';
import type { Anomaly, AnomalyVerdict } from '../../../shared/model/anomaly.ts';
import type { SiteId } from '../../../shared/model/ids.ts';
import { formatInstant } from '../../../shared/format/instants.ts';
import { useCall } from '../../api/use-call.ts';
import { useNow } from '../../api/use-now.ts';
import { Button } from '../../design/Button.tsx';
import { Disclosure } from '../../design/Disclosure.tsx';
import layout from '../../design/layout.module.css';
import { Panel } from '../../design/Panel.tsx';
import { ProblemPanel } from '../../design/ProblemPanel.tsx';
import { Status } from '../../design/Status.tsx';
import text from '../../design/text.module.css';
import { ScreenLink } from '../../frame/ScreenLink.tsx';
import { countWord } from '../backup/backup-words.ts';
import { AcknowledgeForm } from './AcknowledgeForm.tsx';
import styles from './anomalies.module.css';

/** Backups far off what is usual for the site, and the operator's word on them. Nothing where there was none. */
export function AnomaliesPanel({ siteId }: { readonly siteId: SiteId }) {
  const { loaded, reload } = useCall('anomaly.list', { siteId });
  const [chosen, setChosen] = useState<string | null>(null);
  if (loaded.state === 'loading') return null;
  if (loaded.state === 'problem')
    return (
      <Panel title="Far off what is usual">
        <ProblemPanel problem={loaded.problem} actions={<Button onClick={reload}>Try again</Button>} />
      </Panel>
    );
  const open = loaded.value.filter(({ acknowledged }) => acknowledged === null);
  const told = loaded.value.filter(({ acknowledged }) => acknowledged !== null);
  if (open.length === 0 && told.length === 0) return null;
  const asked = open.filter(({ id }) => chosen === 'all' || chosen === id);
  return (
    <Panel
      title="Far off what is usual"
      attention={open.length > 0}
      subtitle={open.length === 0 ? 'nothing is open' : 'retention of this site pauses until you have said a word'}
      aside={
        open.length < 2 ? undefined : (
          <Button size="s" onClick={() => setChosen('all')}>
            Acknowledge all {open.length}
          </Button>
        )
      }
    >
      <div className={layout.stack}>
        {open.length === 0 ? null : (
          <ul className={styles.list}>
            {open.map((anomaly) => (
              <OpenAnomaly key={anomaly.id} anomaly={anomaly} onAcknowledge={() => setChosen(anomaly.id)} />
            ))}
          </ul>
        )}
        {asked.length === 0 ? null : (
          <AcknowledgeForm
            key={chosen}
            anomalies={asked}
            onDone={() => {
              setChosen(null);
              reload();
            }}
            onCancel={() => setChosen(null)}
          />
        )}
        {told.length === 0 ? null : <Told anomalies={told} />}
      </div>
    </Panel>
  );
}

function OpenAnomaly({ anomaly, onAcknowledge }: { readonly anomaly: Anomaly; readonly onAcknowledge: () => void }) {
  const now = useNow();
  const { kind, direction, text: said, sightings } = anomaly;
  const newest = sightings.at(-1);
  const tone = kind === 'tables' || kind === 'executables' ? 'crit' : direction === 'down' ? 'warn' : 'mute';
  return (
    <li className={styles.item}>
      <div className={layout.tight}>
        <Status tone={tone}>{said}</Status>
        {newest === undefined ? null : (
          <span className={`${text.small} ${text.soft}`}>
            <ScreenLink to={{ name: 'backup', backupId: newest.backupId }}>Backup of {formatInstant(newest.at, now)}</ScreenLink>
            {sightings.length === 1 ? '' : `, seen in ${countWord(sightings.length, 'backup', 'backups')}`}
          </span>
        )}
      </div>
      <Button size="s" onClick={onAcknowledge}>
        Acknowledge
      </Button>
    </li>
  );
}

const VERDICTS: Readonly<Record<AnomalyVerdict, string>> = { 'new-level': 'the new level', 'one-off': 'a one-off' };

function Told({ anomalies }: { readonly anomalies: readonly Anomaly[] }) {
  const now = useNow();
  return (
    <Disclosure summary={`${countWord(anomalies.length, 'was', 'were')} acknowledged before`}>
      <ul className={styles.list}>
        {anomalies.map(({ id, text: said, acknowledged }) => (
          <li key={id} className={layout.tight}>
            <span>{said}</span>
            {acknowledged === null ? null : (
              <span className={`${text.small} ${text.soft}`}>
                {VERDICTS[acknowledged.verdict]}, said {acknowledged.by} on {formatInstant(acknowledged.at, now)}: {acknowledged.note}
              </span>
            )}
          </li>
        ))}
      </ul>
    </Disclosure>
  );
}
