import { RotateCw } from 'lucide-react';
import { formatInstant } from '../../../shared/format/instants.ts';
import type { Server } from '../../../shared/model/server.ts';
import { useNow } from '../../api/use-now.ts';
import { Button } from '../../design/Button.tsx';
import { Fingerprint } from '../../design/Fingerprint.tsx';

import { LoadingLines } from '../../design/Loading.tsx';
import { Panel } from '../../design/Panel.tsx';
import { Status } from '../../design/Status.tsx';
import text from '../../design/text.module.css';
import { AdditionProblem } from './AdditionProblem.tsx';
import { keyTypeName } from './compare-fingerprint.ts';
import { PreflightSummary, PreflightTable } from './PreflightTable.tsx';
import styles from './servers.module.css';
import type { Addition } from './use-add-server.ts';

/** Step 2 before and after the question. */
export function HostKeyPanel({ server }: { readonly server: Server | null }) {
  const now = useNow();
  const hostKey = server?.hostKey ?? null;
  if (hostKey === null) {
    return (
      <Panel
        title="Is this your server?"
        step={{ number: 2, state: 'next' }}
        aside={<span className={text.dim}>starts when the server has answered</span>}
      >
        <p className={text.soft}>The server shows its key. You compare it with a source outside this connection.</p>
      </Panel>
    );
  }
  return (
    <Panel
      title="Host key"
      step={{ number: 2, state: 'done' }}
      aside={<Status tone="ok">Pinned {formatInstant(hostKey.pinnedAt, now)}</Status>}
    >
      <Fingerprint value={hostKey.fingerprint} />
      <p className={`${text.small} ${text.soft}`}>
        {keyTypeName(hostKey.type)}. If the server ever shows another key, every job stops until you decide.
      </p>
    </Panel>
  );
}

/** Step 3: what the server can do. */
export function PreflightPanel({ addition, onCheck }: { readonly addition: Addition; readonly onCheck: () => void }) {
  const { report, work } = addition;
  return (
    <Panel
      title="Preflight"
      step={{ number: 3, state: 'now' }}
      attention
      flush
      aside={work === 'checking' ? <Status tone="run">Checking</Status> : report === null ? null : <PreflightSummary report={report} />}
      foot={
        report === null ? undefined : (
          <div className={styles.foot}>
            <span>Only read from the server. Nothing was installed or changed there.</span>
            <Button size="s" icon={RotateCw} busy={work === 'checking'} onClick={onCheck}>
              Check again
            </Button>
          </div>
        )
      }
    >
      {report === null && work === 'checking' ? <LoadingLines what="what the server can do" /> : null}
      {addition.problem?.step === 'preflight' ? (
        <AdditionProblem
          addition={addition}
          step="preflight"
          padded
          actions={
            <Button icon={RotateCw} onClick={onCheck}>
              Check again
            </Button>
          }
        />
      ) : report === null ? null : (
        <PreflightTable report={report} />
      )}
    </Panel>
  );
}
