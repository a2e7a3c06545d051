import { ArrowRight, Database, FolderSearch, HardDriveDownload } from 'lucide-react';
import { useState } from 'react';
import type { ImportCandidate, Server } from '../../../shared/model/server.ts';
import { useFleet, useNavigation } from '../../api/stores.ts';
import { Button } from '../../design/Button.tsx';
import layout from '../../design/layout.module.css';
import { Line, Lines } from '../../design/Lines.tsx';
import { Note } from '../../design/Note.tsx';
import { PageHead } from '../../design/PageHead.tsx';
import { Panel } from '../../design/Panel.tsx';
import { Status } from '../../design/Status.tsx';
import { StepRegion } from '../../design/StepRegion.tsx';
import text from '../../design/text.module.css';
import { useTrail } from '../../frame/use-trail.ts';
import { AdditionProblem } from './AdditionProblem.tsx';
import { ConnectionPanel } from './ConnectionPanel.tsx';
import { HostKeyQuestion } from './HostKeyQuestion.tsx';
import { ImportPanel } from './ImportPanel.tsx';
import { HostKeyPanel, PreflightPanel } from './LaterPanels.tsx';
import { ProgramsRun } from './ProgramsRun.tsx';
import type { ServerFields } from './server-fields.ts';
import { EMPTY_FIELDS, draftOf, importInto, judge } from './server-fields.ts';
import type { Addition, Step } from './use-add-server.ts';
import { useAddServer } from './use-add-server.ts';

const NO_SERVERS: readonly Server[] = [];

/** Connection, host key, preflight: three steps, then what to protect. */
export function AddServerScreen() {
  useTrail([
    { label: 'Servers', to: { name: 'servers' } },
    { label: 'Add a server', to: null },
  ]);
  const go = useNavigation((state) => state.go);
  const servers = useFleet((state) => state.fleet?.servers ?? NO_SERVERS);
  const { addition, connect, pin, check, withdraw, keep } = useAddServer();
  const [fields, setFields] = useState<ServerFields>(EMPTY_FIELDS);
  /** The form as it was when the server last answered. */
  const [sent, setSent] = useState<ServerFields | null>(null);
  const [judged, setJudged] = useState(false);
  const [taken, setTaken] = useState<ImportCandidate | null>(null);

  const { server, answer, report, work } = addition;
  const step = stepOf(addition, fields, sent);
  const errors = judged ? judge(fields, server?.authentication ?? null) : {};

  const submit = () => {
    setJudged(true);
    const known = server?.authentication ?? null;
    if (Object.keys(judge(fields, known)).length > 0 || work !== null) return;
    const form = fields;
    void connect(draftOf(form), server).then((answered) => {
      if (answered) setSent(form);
    });
  };

  const stopHere = () => {
    if (server === null) return;
    void withdraw(server, 'key').then((removed) => {
      if (removed) setSent(null);
    });
  };

  return (
    <div className={layout.stack}>
      <PageHead
        title="Add a server"
        meta={[SUBTITLES[step]]}
        actions={
          step === 'preflight' && server !== null ? (
            <>
              <Button onClick={() => go({ name: 'server', serverId: server.id })}>Finish later</Button>
              <Button
                kind={report === null ? 'plain' : 'primary'}
                icon={ArrowRight}
                blocked={report === null ? 'The preflight has not ended well yet' : null}
                onClick={() => go({ name: 'add-site', serverId: server.id })}
              >
                Choose what to protect
              </Button>
            </>
          ) : (
            <Button onClick={() => go({ name: 'servers' })}>Cancel</Button>
          )
        }
      />
      <div className={layout.side}>
        <div className={layout.stack}>
          <StepRegion label="Step 1 of 3: Connection" now={step === 'connection'}>
            <ConnectionPanel
              addition={addition}
              step={step}
              fields={fields}
              errors={errors}
              servers={servers}
              taken={taken}
              onChange={setFields}
              onSubmit={submit}
            />
          </StepRegion>
          <StepRegion label="Step 2 of 3: Is this your server?" now={step === 'key'}>
            {step === 'key' && server !== null && answer !== null ? (
              <Panel
                title="Is this your server?"
                step={{ number: 2, state: 'now' }}
                aside={<Status tone="mute">Waiting for you</Status>}
                attention
                foot="“I cannot compare now” keeps the server in the list as “host key not accepted”. Nothing connects to it until the key is pinned."
              >
                <div className={layout.stack}>
                  <HostKeyQuestion
                    key={answer.hostKey.fingerprint}
                    answer={answer}
                    pinLabel="It is the same, pin this key"
                    pinning={work === 'pinning'}
                    onPin={() => void pin(server, answer)}
                    hasDefault
                    others={
                      <>
                        <Button busy={work === 'removing'} onClick={stopHere}>
                          It differs, stop here
                        </Button>
                        <Button
                          kind="quiet"
                          onClick={() => {
                            keep();
                            go({ name: 'server', serverId: server.id });
                          }}
                        >
                          I cannot compare now
                        </Button>
                      </>
                    }
                  />
                  <AdditionProblem
                    addition={addition}
                    step="key"
                    actions={<Button onClick={() => void connect(draftOf(fields), server)}>Ask the server again</Button>}
                  />
                </div>
              </Panel>
            ) : (
              <HostKeyPanel server={step === 'preflight' ? server : null} />
            )}
          </StepRegion>
          <StepRegion label="Step 3 of 3: Preflight" now={step === 'preflight'}>
            {step === 'preflight' && server !== null ? (
              <PreflightPanel addition={addition} onCheck={() => void check(server)} />
            ) : (
              <Panel
                title="Preflight"
                step={{ number: 3, state: 'next' }}
                aside={<span className={text.dim}>starts after the key is pinned</span>}
              >
                <p className={text.soft}>Dump tool, packing tools, room, clock, cron. Only reads.</p>
              </Panel>
            )}
          </StepRegion>
        </div>
        <aside className={layout.stack} aria-label="Beside the steps">
          {step === 'connection' ? (
            <ImportPanel
              taken={taken?.alias ?? null}
              onTake={(candidate) => {
                setTaken(candidate);
                setFields((before) => importInto(before, candidate, servers));
              }}
            />
          ) : null}
          <WhatHappensNext />
          {report === null ? (
            <Note>Before you have recognised the server, nothing is sent to it: no user name, no key, no password.</Note>
          ) : (
            <ProgramsRun programs={report.programs} />
          )}
        </aside>
      </div>
    </div>
  );
}

const SUBTITLES: Readonly<Record<Step, string>> = {
  connection: 'Where it is, and how to sign in.',
  key: 'Before anything is sent: make sure this is your server.',
  preflight: 'Recognised. What can this server do?',
};

/** A form that was changed since the server answered is a new question. */
function stepOf({ server, answer }: Addition, fields: ServerFields, sent: ServerFields | null): Step {
  if (server === null || sent === null || JSON.stringify(sent) !== JSON.stringify(fields)) return 'connection';
  if (server.hostKey !== null) return 'preflight';
  return answer === null ? 'connection' : 'key';
}

function WhatHappensNext() {
  return (
    <Panel title="What happens next" flush>
      <Lines>
        <Line icon={FolderSearch} second="in the usual folders, or in one you name">
          Look for sites on this server
        </Line>
        <Line icon={Database} second="read from the site’s own settings">
          Choose databases
        </Line>
        <Line icon={HardDriveDownload} second="onto this computer, re-read when it is written">
          First backup, pulled and checked
        </Line>
      </Lines>
    </Panel>
  );
}
