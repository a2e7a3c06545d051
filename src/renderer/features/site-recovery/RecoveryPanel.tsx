import { FlaskConical, LifeBuoy, Target } from 'lucide-react';
import type { SiteId } from '../../../shared/model/ids.ts';
import { formatAge, formatDuration } from '../../../shared/format/durations.ts';
import { useCall } from '../../api/use-call.ts';
import { useNow } from '../../api/use-now.ts';
import { Line, Lines } from '../../design/Lines.tsx';
import { LoadingLines } from '../../design/Loading.tsx';
import { Panel } from '../../design/Panel.tsx';
import { Status } from '../../design/Status.tsx';
import { ScreenLink } from '../../frame/ScreenLink.tsx';
import { dueWords } from '../drills/drill-words.ts';
import { useIncidents } from '../incidents/use-incidents.ts';
import { clock } from '../restore/rules/restore-words.ts';

/** On the page of a site: whether a drill is due, what the last one measured, and how it is recovered. */
export function RecoveryPanel({ siteId }: { readonly siteId: SiteId }) {
  const now = useNow();
  const drill = useCall('drill.status', { siteId }).loaded;
  const settings = useCall('recovery.settings', { siteId }).loaded;
  const incidents = useIncidents(siteId).loaded;
  const status = drill.state === 'ready' ? drill.value : null;
  const passedAt = status?.lastPassedAt ?? null;
  const due = status === null ? null : dueWords(status.dueAt, now);
  const took = status?.drills.find(({ outcome, restoreMs }) => outcome === 'passed' && restoreMs !== null)?.restoreMs ?? null;
  const open = incidents.state === 'ready' ? incidents.value.find(({ closedAt }) => closedAt === null) : undefined;
  const before = incidents.state === 'ready' ? incidents.value.length : 0;
  return (
    <Panel title="Recovery" flush aside={<ScreenLink to={{ name: 'site-recovery', siteId }}>Settings</ScreenLink>}>
      {drill.state === 'loading' ? (
        <LoadingLines what="the drills" lines={3} />
      ) : (
        <Lines>
          <Line
            icon={FlaskConical}
            second={
              drill.state === 'problem'
                ? drill.problem.title
                : passedAt === null
                  ? 'none has passed yet'
                  : `last passed ${formatAge(now - Date.parse(passedAt))}`
            }
            end={due === null ? undefined : <Status tone={due.tone}>{due.word}</Status>}
          >
            <ScreenLink to={{ name: 'drills', siteId }}>Drills</ScreenLink>
          </Line>
          <Line
            icon={Target}
            second={settings.state === 'ready' ? goalWords(settings.value.rpoGoalMinutes, settings.value.rtoGoalMinutes) : ' '}
          >
            {took === null ? 'Time to restore not measured yet' : `Restored in ${formatDuration(took)}`}
          </Line>
          <Line
            icon={LifeBuoy}
            second={before === 0 ? 'nothing has happened yet' : before === 1 ? 'one on record' : `${before} on record`}
            end={
              open === undefined ? undefined : <ScreenLink to={{ name: 'incident', incidentId: open.id }}>{open.number}, open</ScreenLink>
            }
          >
            <ScreenLink to={{ name: 'incidents' }}>Incidents</ScreenLink>
          </Line>
        </Lines>
      )}
    </Panel>
  );
}

function goalWords(rpo: number | null, rto: number | null): string {
  const parts = [...(rpo === null ? [] : [`RPO ${clock(rpo * 60_000)}`]), ...(rto === null ? [] : [`RTO ${clock(rto * 60_000)}`])];
  return parts.length === 0 ? 'no goal is set' : `goals: ${parts.join(', ')}`;
}
