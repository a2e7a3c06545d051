import { Construction, Undo2 } from 'lucide-react';
import type { SiteStatus } from '../../../shared/model/fleet.ts';
import type { Incident } from '../../../shared/model/incident.ts';
import { PROFILE_COMMANDS } from '../../../shared/model/site-commands.ts';
import { useAction } from '../../api/use-action.ts';
import { useCall } from '../../api/use-call.ts';
import { useNow } from '../../api/use-now.ts';
import { Button } from '../../design/Button.tsx';
import { Command, CopyButton } from '../../design/Command.tsx';
import layout from '../../design/layout.module.css';
import { Panel } from '../../design/Panel.tsx';
import { ProblemPanel } from '../../design/ProblemPanel.tsx';
import { Status } from '../../design/Status.tsx';
import text from '../../design/text.module.css';
import { ScreenLink } from '../../frame/ScreenLink.tsx';
import { shortInstant } from './rules/restore-words.ts';

interface MaintenancePanelProps {
  readonly incident: Incident;
  readonly status: SiteStatus | null;
  readonly onChanged: () => void;
}

/** As it will run; the word of the link is made then. Null: the site is not known yet. */
function profileCommand(status: SiteStatus | null): string | null {
  if (status === null) return null;
  return PROFILE_COMMANDS[status.site.profile]['maintenance-on']
    .map((line) => line.replace('{php}', 'php').replace('{secret}', '…'))
    .join('\n');
}

/** Stops visitors from making it worse, before anything is decided. */
export function MaintenancePanel({ incident, status, onChanged }: MaintenancePanelProps) {
  const now = useNow();
  const maintenance = useAction('recovery.maintenance');
  const { loaded } = useCall('recovery.settings', { siteId: incident.siteId });
  const set = (up: boolean) => {
    void maintenance.run({ incidentId: incident.id, up }).then((done) => {
      if (done !== null) onChanged();
    });
  };
  const since = incident.maintenanceSince;
  const own = loaded.state === 'ready' ? loaded.value.commands['maintenance-on'] : undefined;
  const command = own ?? profileCommand(status);
  return (
    <Panel
      title="First, stop the damage"
      attention
      aside={since === null ? undefined : <Status tone="ok">Done {shortInstant(since, now)}</Status>}
    >
      <div className={layout.stack}>
        <p className={`${text.small} ${text.soft}`}>
          {since === null
            ? 'The maintenance page keeps visitors from writing more until the data is back. It changes no data.'
            : 'Visitors see a maintenance page. You still get in with your bypass link.'}
        </p>
        {command === null || command === '' ? null : <Command text={command} label="Command that puts up the maintenance page" />}
        {maintenance.problem === null ? null : <ProblemPanel problem={maintenance.problem} />}
        <div className={layout.wrap}>
          {since === null ? (
            <Button
              icon={Construction}
              busy={maintenance.busy}
              blocked={
                command === ''
                  ? own === ''
                    ? 'The settings of this site say that there is no command for it'
                    : 'There is no command for it yet: see its commands'
                  : null
              }
              onClick={() => set(true)}
            >
              Put up the maintenance page
            </Button>
          ) : (
            <>
              {incident.bypassUrl === null ? null : <CopyButton text={incident.bypassUrl}>Copy bypass link</CopyButton>}
              <Button size="s" kind="quiet" icon={Undo2} busy={maintenance.busy} onClick={() => set(false)}>
                Bring the site back
              </Button>
            </>
          )}
          <span className={text.small}>
            <ScreenLink to={{ name: 'site-recovery', siteId: incident.siteId }}>Its commands</ScreenLink>
          </span>
        </div>
      </div>
    </Panel>
  );
}
