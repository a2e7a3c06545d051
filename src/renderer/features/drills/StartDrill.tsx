import { FlaskConical } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { formatInstant } from '../../../shared/format/instants.ts';
import type { BackupId, PlaceId, SiteId } from '../../../shared/model/ids.ts';
import { useFleet } from '../../api/stores.ts';
import { useAction } from '../../api/use-action.ts';
import { useCall } from '../../api/use-call.ts';
import { useNow } from '../../api/use-now.ts';
import { Button } from '../../design/Button.tsx';
import { SelectField } from '../../design/Field.tsx';
import form from '../../design/form.module.css';
import layout from '../../design/layout.module.css';
import { Panel } from '../../design/Panel.tsx';
import { ProblemPanel } from '../../design/ProblemPanel.tsx';

interface StartDrillProps {
  readonly siteId: SiteId;
  readonly onClose: () => void;
}

/** Which backup is tried, and from where. */
export function StartDrill({ siteId, onClose }: StartDrillProps) {
  const now = useNow();
  const start = useAction('drill.start');
  const { loaded } = useCall('backup.list', { siteId });
  const cells = useFleet((state) => state.fleet?.sites.find(({ site }) => site.id === siteId)?.board.cells ?? null) ?? [];
  const [backupId, setBackupId] = useState<BackupId | ''>('');
  const [placeId, setPlaceId] = useState<PlaceId | ''>('');
  const area = useRef<HTMLFormElement>(null);
  useEffect(() => area.current?.querySelector('select')?.focus(), []);
  const backups = loaded.state === 'ready' ? loaded.value : [];
  return (
    <Panel title="Start a drill" attention>
      <form
        ref={area}
        className={layout.stack}
        onSubmit={(event) => {
          event.preventDefault();
          void start.run({ siteId, backupId: backupId === '' ? null : backupId, placeId: placeId === '' ? null : placeId }).then((done) => {
            if (done !== null) onClose();
          });
        }}
      >
        <div className={form.form}>
          <div className={form.f3}>
            <SelectField
              label="Backup"
              value={backupId}
              onChange={setBackupId}
              options={[
                { value: '', label: 'The newest whole backup' },
                ...backups.map(({ id, startedAt, label }) => ({
                  value: id,
                  label: `${formatInstant(startedAt, now)}${label === null ? '' : `, ${label}`}`,
                })),
              ]}
            />
          </div>
          <div className={form.f3}>
            <SelectField
              label="From"
              value={placeId}
              onChange={setPlaceId}
              options={[
                { value: '', label: 'The nearest place with the best proof' },
                ...cells.map(({ placeId: id, placeName }) => ({ value: id, label: placeName })),
              ]}
            />
          </div>
        </div>
        {start.problem === null ? null : <ProblemPanel problem={start.problem} />}
        <div className={layout.wrap}>
          <Button type="submit" icon={FlaskConical} busy={start.busy}>
            Start it
          </Button>
          <Button kind="quiet" onClick={onClose}>
            Not now
          </Button>
        </div>
      </form>
    </Panel>
  );
}
