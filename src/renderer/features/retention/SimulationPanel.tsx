import { useState } from 'react';
import type { SiteId } from '../../../shared/model/ids.ts';
import type { Place } from '../../../shared/model/place.ts';
import type { RetentionPolicy, RetentionScope, RetentionSimulation } from '../../../shared/model/retention.ts';
import { formatBytes } from '../../../shared/format/bytes.ts';
import { formatInstant } from '../../../shared/format/instants.ts';
import { useCall } from '../../api/use-call.ts';
import { useNow } from '../../api/use-now.ts';
import { Button } from '../../design/Button.tsx';
import { Disclosure } from '../../design/Disclosure.tsx';
import { EmptyState } from '../../design/EmptyState.tsx';
import { Segments } from '../../design/Field.tsx';
import layout from '../../design/layout.module.css';
import { LoadingLines } from '../../design/Loading.tsx';
import { Panel } from '../../design/Panel.tsx';
import { ProblemPanel } from '../../design/ProblemPanel.tsx';
import text from '../../design/text.module.css';
import { countWord } from '../backup/backup-words.ts';
import styles from './retention.module.css';
import { useOutranked } from './use-outranked.ts';
import { SimulationStrip } from './SimulationStrip.tsx';

interface SimulationPanelProps {
  readonly places: readonly Place[];
  readonly fixed: Place | null;
  readonly scope: RetentionScope;
  readonly draft: RetentionPolicy | null;
}

const SPANS = [
  { value: '30', label: '30 days' },
  { value: '90', label: '90 days' },
  { value: '365', label: '365 days' },
] as const;

/** What would be kept some time from now, with backups made as often as lately. */
export function SimulationPanel({ places, fixed, scope, draft }: SimulationPanelProps) {
  const { siteId } = scope;
  const [days, setDays] = useState<'30' | '90' | '365'>('90');
  const place = fixed ?? places[0];
  return (
    <Panel title="Simulation" subtitle={place?.name} flush={siteId === null}>
      {siteId === null || place === undefined ? (
        <EmptyState title="A site is simulated at a time">Choose one above.</EmptyState>
      ) : (
        <div className={layout.stack}>
          <Segments label="From today on" value={days} options={SPANS} onChange={setDays} />
          <Simulated placeId={place.id} scope={scope} siteId={siteId} days={Number(days)} draft={draft} />
        </div>
      )}
    </Panel>
  );
}

interface SimulatedProps {
  readonly placeId: Place['id'];
  readonly scope: RetentionScope;
  readonly siteId: SiteId;
  readonly days: number;
  readonly draft: RetentionPolicy | null;
}

function Simulated({ placeId, scope, siteId, days, draft }: SimulatedProps) {
  const policy = useOutranked(scope, placeId) === null ? draft : null;
  const { loaded, reload } = useCall('retention.simulate', { placeId, siteId, days, policy });
  switch (loaded.state) {
    case 'loading':
      return <LoadingLines what="the simulation" lines={3} />;
    case 'problem':
      return <ProblemPanel problem={loaded.problem} actions={<Button onClick={reload}>Simulate again</Button>} />;
    case 'ready':
      return <Result simulation={loaded.value} />;
  }
}

function Result({ simulation }: { readonly simulation: RetentionSimulation }) {
  const now = useNow();
  const { points, left, assuming, days } = simulation;
  const last = points.at(-1);
  if (last === undefined) return <p className={text.dim}>There is nothing to simulate.</p>;
  const deleted = points.reduce((sum, point) => sum + point.deleted, 0);
  const oldest = left.at(-1);
  const finding = `After ${days} days: ${countWord(last.kept, 'backup', 'backups')}, ${formatBytes(last.bytes)}, ${countWord(deleted, 'deleted', 'deleted')} on the way.`;
  return (
    <div className={layout.tight}>
      <p>
        <b>{finding}</b>
        {oldest === undefined ? '' : ` The oldest that is left then is of ${formatInstant(oldest.at, now)}.`}
      </p>
      <SimulationStrip points={points} finding={finding} />
      <p className={`${text.small} ${text.dim}`}>{assuming}</p>
      {left.length === 0 ? null : (
        <Disclosure summary={`${countWord(left.length, 'backup', 'backups')} left then, newest first`}>
          <ul className={styles.left}>
            {left.map(({ at, simulated }) => (
              <li key={at}>
                {formatInstant(at, now)}
                <span className={text.second}>{simulated ? 'to be made' : 'there now'}</span>
              </li>
            ))}
          </ul>
        </Disclosure>
      )}
    </div>
  );
}
