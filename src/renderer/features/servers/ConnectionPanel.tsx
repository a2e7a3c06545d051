import { formatDuration } from '../../../shared/format/durations.ts';
import type { ImportCandidate, Server } from '../../../shared/model/server.ts';
import { Button } from '../../design/Button.tsx';
import layout from '../../design/layout.module.css';
import { Note } from '../../design/Note.tsx';
import { Panel } from '../../design/Panel.tsx';
import { Status } from '../../design/Status.tsx';
import text from '../../design/text.module.css';
import { AdditionProblem } from './AdditionProblem.tsx';
import type { FieldErrors, ServerFields } from './server-fields.ts';
import { ServerForm } from './ServerForm.tsx';
import type { Addition, Step } from './use-add-server.ts';

interface ConnectionPanelProps {
  readonly addition: Addition;
  readonly step: Step;
  readonly fields: ServerFields;
  readonly errors: FieldErrors;
  readonly servers: readonly Server[];
  readonly taken: ImportCandidate | null;
  readonly onChange: (fields: ServerFields) => void;
  readonly onSubmit: () => void;
}

/** Step 1: where it is, how to sign in. */
export function ConnectionPanel({ addition, step, fields, errors, servers, taken, onChange, onSubmit }: ConnectionPanelProps) {
  const { server, work } = addition;
  const here = step === 'connection';
  return (
    <Panel
      title="Connection"
      step={{ number: 1, state: here ? 'now' : 'done' }}
      aside={<ConnectionWord addition={addition} here={here} />}
      attention={here}
    >
      <form
        className={layout.stack}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          onSubmit();
        }}
      >
        <ServerForm fields={fields} errors={errors} server={server} servers={servers} onChange={onChange} />
        {taken === null ? null : <TakenOver candidate={taken} servers={servers} />}
        <AdditionProblem addition={addition} step="connection" />
        {here ? (
          <div className={layout.wrap}>
            <Button kind="primary" type="submit" busy={work === 'connecting'}>
              {server === null ? 'Connect' : server.hostKey === null ? 'Connect again' : 'Save and check again'}
            </Button>
            <span className={`${text.small} ${text.dim}`}>Asks for the host key and hangs up, before signing in.</span>
          </div>
        ) : null}
      </form>
    </Panel>
  );
}

function ConnectionWord({ addition, here }: { readonly addition: Addition; readonly here: boolean }) {
  const { work, answer, report, problem } = addition;
  if (work === 'connecting') return <Status tone="run">Asking the server</Status>;
  if (here) return problem?.step === 'connection' ? <Status tone="crit">Not connected</Status> : null;
  if (report !== null) return <Status tone="ok">Connected in {formatDuration(report.connectedInMs)}</Status>;
  if (problem?.step === 'preflight') return <Status tone="crit">Not signed in</Status>;
  return answer === null ? null : <Status tone="ok">Answered in {formatDuration(answer.answeredInMs)}, not signed in yet</Status>;
}

/** What of an entry of ~/.ssh/config is left for the operator. */
function TakenOver({ candidate, servers }: { readonly candidate: ImportCandidate; readonly servers: readonly Server[] }) {
  const jumpMissing = candidate.jumpAlias !== null && !servers.some(({ name }) => name === candidate.jumpAlias);
  const notes = [
    ...candidate.notes,
    ...(candidate.user === null ? ['No user is named there: enter one.'] : []),
    ...(jumpMissing ? [`It is reached through ${candidate.jumpAlias}: add that server first, then choose it as the jump server.`] : []),
  ];
  if (notes.length === 0) return null;
  return (
    <Note tone="warn">
      <strong>{candidate.alias} was taken over in part.</strong> {notes.join(' ')}
    </Note>
  );
}
