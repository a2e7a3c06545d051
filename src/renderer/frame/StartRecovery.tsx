import { LifeBuoy } from 'lucide-react';
import { useState } from 'react';
import type { SiteId } from '../../shared/model/ids.ts';
import { useFleet, useNavigation } from '../api/stores.ts';
import { useAction } from '../api/use-action.ts';
import { Button } from '../design/Button.tsx';
import { ChoiceList } from '../design/ChoiceList.tsx';
import { Dialog } from '../design/Dialog.tsx';
import { EmptyState } from '../design/EmptyState.tsx';
import layout from '../design/layout.module.css';
import { ProblemPanel } from '../design/ProblemPanel.tsx';
import { Verdict } from '../design/Status.tsx';
import { SiteFlag } from './SiteFlag.tsx';

interface StartRecoveryProps {
  /** The site on screen; chosen already. */
  readonly siteId: SiteId | null;
  readonly onClose: () => void;
}

/** Which site is it about? Opening an incident asks nothing of its server. */
export function StartRecovery({ siteId, onClose }: StartRecoveryProps) {
  const sites = useFleet((state) => state.fleet?.sites ?? null);
  const go = useNavigation((state) => state.go);
  const open = useAction('incident.open');
  const [chosen, setChosen] = useState<SiteId | null>(siteId ?? (sites?.length === 1 ? (sites[0]?.site.id ?? null) : null));
  const start = () => {
    if (chosen === null) return;
    void open.run({ siteId: chosen }).then((done) => {
      if (done === null) return;
      onClose();
      go({ name: 'restore', incidentId: done.value.id });
    });
  };
  return (
    <Dialog
      title="Which site is it about?"
      onClose={onClose}
      actions={
        <>
          <Button kind="quiet" onClick={onClose}>
            Not now
          </Button>
          <Button
            kind="primary"
            type="submit"
            form="start-recovery"
            icon={LifeBuoy}
            busy={open.busy}
            blocked={chosen === null ? 'Choose a site first' : null}
          >
            Start recovery
          </Button>
        </>
      }
    >
      <form
        id="start-recovery"
        className={layout.stack}
        onSubmit={(event) => {
          event.preventDefault();
          start();
        }}
      >
        {sites === null || sites.length === 0 ? (
          <EmptyState title="No site is registered">
            Backups that lie on this computer or on a drive can be restored by hand: each has a RESTORE.txt beside it.
          </EmptyState>
        ) : (
          <ChoiceList
            label="Site to recover"
            value={chosen}
            onChange={setChosen}
            choices={sites.map(({ site, server, verdict }) => ({
              value: site.id,
              label: site.name,
              second: [server.name],
              end: (
                <span className={layout.row}>
                  <Verdict verdict={verdict} />
                  <SiteFlag siteId={site.id} />
                </span>
              ),
            }))}
          />
        )}
        {open.problem === null ? null : <ProblemPanel problem={open.problem} />}
      </form>
    </Dialog>
  );
}
