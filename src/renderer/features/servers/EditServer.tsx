import { useState } from 'react';
import type { Server } from '../../../shared/model/server.ts';
import { useAction } from '../../api/use-action.ts';
import { Button } from '../../design/Button.tsx';
import layout from '../../design/layout.module.css';
import { Note } from '../../design/Note.tsx';
import { ProblemPanel } from '../../design/ProblemPanel.tsx';
import type { ServerFields } from './server-fields.ts';
import { draftOf, fieldsOf, judge } from './server-fields.ts';
import { ServerForm } from './ServerForm.tsx';

interface EditServerProps {
  readonly server: Server;
  readonly servers: readonly Server[];
  readonly onDone: () => void;
}

/** Changes how a server is reached. An empty secret keeps the stored one. */
export function EditServer({ server, servers, onDone }: EditServerProps) {
  const [fields, setFields] = useState<ServerFields>(() => fieldsOf(server));
  const [judged, setJudged] = useState(false);
  const edit = useAction('server.edit');
  const stored = server.authentication;
  return (
    <form
      className={layout.stack}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setJudged(true);
        if (edit.busy || Object.keys(judge(fields, stored)).length > 0) return;
        void edit.run({ serverId: server.id, draft: draftOf(fields) }).then((done) => {
          if (done !== null) onDone();
        });
      }}
    >
      <ServerForm
        narrow
        fields={fields}
        errors={judged ? judge(fields, stored) : {}}
        server={server}
        servers={servers}
        onChange={setFields}
      />
      {server.hostKey !== null && leadsElsewhere(server, fields) ? (
        <Note tone="warn">
          <strong>The pinned host key is dropped with this change.</strong> You recognise the server again before anything is sent to it.
        </Note>
      ) : null}
      {edit.problem === null ? null : <ProblemPanel problem={edit.problem} />}
      <div className={layout.wrap}>
        <Button type="submit" busy={edit.busy}>
          Save
        </Button>
        <Button kind="quiet" onClick={onDone}>
          Close
        </Button>
      </div>
    </form>
  );
}

function leadsElsewhere(server: Server, fields: ServerFields): boolean {
  return fields.address.trim() !== server.address || Number(fields.port) !== server.port || fields.jumpServerId !== server.jumpServerId;
}
