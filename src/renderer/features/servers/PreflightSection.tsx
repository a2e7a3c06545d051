import { RotateCw } from 'lucide-react';
import { formatDuration } from '../../../shared/format/durations.ts';
import { formatInstant } from '../../../shared/format/instants.ts';
import type { Server } from '../../../shared/model/server.ts';
import { useNow } from '../../api/use-now.ts';
import { Button } from '../../design/Button.tsx';
import { EmptyState } from '../../design/EmptyState.tsx';
import { LoadingLines } from '../../design/Loading.tsx';
import { Panel } from '../../design/Panel.tsx';
import { ProblemPanel } from '../../design/ProblemPanel.tsx';
import { Status } from '../../design/Status.tsx';
import { HOST_KEY_CHANGED } from './host-key-changed.ts';
import { PreflightSummary, PreflightTable } from './PreflightTable.tsx';
import styles from './servers.module.css';
import type { Preflight } from './use-preflight.ts';

/** Preflight of a registered server, on demand. */
export function PreflightSection({ server, preflight }: { readonly server: Server; readonly preflight: Preflight }) {
  const now = useNow();
  const { report, busy, check } = preflight;
  // A changed key has its own panel above.
  const problem = preflight.problem?.code === HOST_KEY_CHANGED ? null : preflight.problem;
  const button = (label: string) => (
    <Button
      size="s"
      icon={RotateCw}
      busy={busy}
      blocked={server.hostKey === null ? 'Its host key has not been accepted yet' : null}
      onClick={check}
    >
      {label}
    </Button>
  );
  return (
    <Panel
      title="Preflight"
      flush
      {...(report === null
        ? {}
        : { subtitle: `${formatInstant(report.checkedAt, now)}, connected in ${formatDuration(report.connectedInMs)}` })}
      aside={busy ? <Status tone="run">Checking</Status> : report === null ? null : <PreflightSummary report={report} />}
      foot={
        report === null ? undefined : (
          <div className={styles.foot}>
            <span>Only read from the server. Nothing was installed or changed there.</span>
            {button('Check again')}
          </div>
        )
      }
    >
      {problem === null ? null : (
        <div className={styles.padded}>
          <ProblemPanel problem={problem} actions={report === null ? button('Check again') : undefined} />
        </div>
      )}
      {report === null && busy ? <LoadingLines what="what the server can do" /> : null}
      {report === null && !busy && problem === null ? (
        <EmptyState title="Not checked on this visit" actions={button('Check now')}>
          Looks for the dump tool, packing tools, room, clock and cron. Only reads.
        </EmptyState>
      ) : null}
      {report === null ? null : <PreflightTable report={report} />}
    </Panel>
  );
}
