import { useState } from 'react';
import { formatInstant } from '../../../shared/format/instants.ts';
import type { FleetStatus } from '../../../shared/model/fleet.ts';
import type { Problem } from '../../../shared/model/problem.ts';
import type { HostKeyAnswer, Server } from '../../../shared/model/server.ts';
import { useNavigation } from '../../api/stores.ts';
import { useAction } from '../../api/use-action.ts';
import { useNow } from '../../api/use-now.ts';
import { Button } from '../../design/Button.tsx';
import { Fingerprint } from '../../design/Fingerprint.tsx';
import layout from '../../design/layout.module.css';
import { Note } from '../../design/Note.tsx';
import { Panel } from '../../design/Panel.tsx';
import { ProblemPanel } from '../../design/ProblemPanel.tsx';
import { Status } from '../../design/Status.tsx';
import text from '../../design/text.module.css';
import { keyTypeName } from './compare-fingerprint.ts';
import { changedKeyProblem } from './host-key-changed.ts';
import { HostKeyQuestion } from './HostKeyQuestion.tsx';
import styles from './servers.module.css';

interface HostKeySectionProps {
  readonly server: Server;
  readonly fleet: FleetStatus;
  readonly checkProblem: Problem | null;
  readonly onPinned: () => void;
}

/** The key this server is recognised by: pinned, not accepted yet, or changed. */
export function HostKeySection({ server, fleet, checkProblem, onPinned }: HostKeySectionProps) {
  const changed = changedKeyProblem(server, fleet, checkProblem);
  // Another pin is another question.
  const key = `${server.hostKey?.pinnedAt ?? 'none'} ${server.address}:${server.port}`;
  if (server.hostKey === null) return <NotAccepted key={key} server={server} onPinned={onPinned} />;
  if (changed !== null) return <Changed key={key} server={server} problem={changed} onPinned={onPinned} />;
  return <Pinned server={server} />;
}

function Pinned({ server }: { readonly server: Server }) {
  const now = useNow();
  if (server.hostKey === null) return null;
  return (
    <Panel title="Host key" aside={<Status tone="ok">Pinned {formatInstant(server.hostKey.pinnedAt, now)}</Status>}>
      <Fingerprint value={server.hostKey.fingerprint} />
      <p className={`${text.small} ${text.soft}`}>
        {keyTypeName(server.hostKey.type)}. If the server ever shows another key, every job stops until you decide.
      </p>
    </Panel>
  );
}

/** Asks the server for its key and pins what was accepted. */
function useHostKey(server: Server, onPinned: () => void) {
  const question = useAction('server.ask-host-key');
  const pinning = useAction('server.pin-host-key');
  const [answer, setAnswer] = useState<HostKeyAnswer | null>(null);
  return {
    answer,
    asking: question.busy,
    pinning: pinning.busy,
    problem: question.problem ?? pinning.problem,
    askNow: () => {
      pinning.clear();
      void question.run({ serverId: server.id }).then((done) => setAnswer(done?.value ?? null));
    },
    pin: (accepted: HostKeyAnswer) => {
      void pinning.run({ serverId: server.id, fingerprint: accepted.hostKey.fingerprint }).then((done) => {
        if (done !== null) onPinned();
      });
    },
    drop: () => setAnswer(null),
  };
}

interface OpenQuestionProps {
  readonly server: Server;
  readonly onPinned: () => void;
}

function NotAccepted({ server, onPinned }: OpenQuestionProps) {
  const go = useNavigation((state) => state.go);
  const remove = useAction('server.remove');
  const { answer, asking, pinning, problem, askNow, pin } = useHostKey(server, onPinned);
  return (
    <Panel title="Is this your server?" aside={<Status tone="warn">host key not accepted</Status>} attention>
      <div className={layout.stack}>
        {answer === null ? (
          <p className={text.prose}>
            Nothing connects to this server before somebody has recognised it: no check, no backup. Ask it for its key and compare the
            fingerprint with a source outside the connection.
          </p>
        ) : (
          <HostKeyQuestion
            key={answer.hostKey.fingerprint}
            answer={answer}
            pinLabel="It is the same, pin this key"
            pinning={pinning}
            onPin={() => pin(answer)}
            hasDefault
            others={
              <Button
                busy={remove.busy}
                onClick={() => {
                  void remove.run({ serverId: server.id }).then((done) => {
                    if (done !== null) go({ name: 'servers' });
                  });
                }}
              >
                It differs, remove this server
              </Button>
            }
          />
        )}
        {problem === null ? null : <ProblemPanel problem={problem} />}
        {remove.problem === null ? null : <ProblemPanel problem={remove.problem} />}
        {answer !== null && problem === null ? null : (
          <div className={layout.wrap}>
            <Button kind={answer === null ? 'primary' : 'plain'} busy={asking} onClick={askNow}>
              {answer === null && problem === null ? 'Ask the server for its key' : 'Ask again'}
            </Button>
          </div>
        )}
      </div>
    </Panel>
  );
}

interface ChangedProps extends OpenQuestionProps {
  readonly problem: Problem;
}

/** Old and new beside each other; nothing is pressed by default. */
function Changed({ server, problem, onPinned }: ChangedProps) {
  const now = useNow();
  const question = useHostKey(server, onPinned);
  const { answer } = question;
  const old = server.hostKey;
  if (old === null) return null;
  const sameAgain = answer !== null && answer.hostKey.fingerprint === old.fingerprint;
  const oldKey = (
    <dl className={styles.keys}>
      <dt>
        Pinned {formatInstant(old.pinnedAt, now)}, {keyTypeName(old.type)}
      </dt>
      <dd>
        <Fingerprint value={old.fingerprint} />
      </dd>
    </dl>
  );
  return (
    <Panel title="Host key" aside={<Status tone="crit">Changed, all jobs of this server stop</Status>} attention>
      <div className={layout.stack}>
        <ProblemPanel problem={problem} announce={false} />
        {answer === null || sameAgain ? oldKey : null}
        {sameAgain ? (
          <Note>
            <strong>Now it answers with the pinned key again.</strong> Something else may answer at this address at times. Nothing needs to
            be pinned; check again, and ask the hosting provider.
          </Note>
        ) : null}
        {answer === null || sameAgain ? (
          <div className={layout.wrap}>
            <Button busy={question.asking} onClick={question.askNow}>
              {answer === null ? 'Ask for the key it shows now' : 'Ask again'}
            </Button>
          </div>
        ) : (
          <HostKeyQuestion
            key={answer.hostKey.fingerprint}
            answer={answer}
            lead={
              <>
                {oldKey}
                <p className={text.prose}>
                  <strong>The server now answers with this key.</strong> Compare it with your host’s panel or the server’s own console. A
                  server that was rebuilt has a new key; so has an impostor.
                </p>
              </>
            }
            pinLabel="The new key is right, pin it"
            pinning={question.pinning}
            onPin={() => question.pin(answer)}
            hasDefault={false}
            others={<Button onClick={question.drop}>Keep the old key</Button>}
          />
        )}
        {question.problem === null ? null : <ProblemPanel problem={question.problem} />}
      </div>
    </Panel>
  );
}
