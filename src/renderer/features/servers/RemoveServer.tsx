import { useState } from 'react';
import type { Server } from '../../../shared/model/server.ts';
import { useNavigation } from '../../api/stores.ts';
import { useAction } from '../../api/use-action.ts';
import { Button } from '../../design/Button.tsx';
import layout from '../../design/layout.module.css';
import { Panel } from '../../design/Panel.tsx';
import { ProblemPanel } from '../../design/ProblemPanel.tsx';
import text from '../../design/text.module.css';

/** Takes a server out of the register: two presses, and none while sites are on it. */
export function RemoveServer({ server, siteCount }: { readonly server: Server; readonly siteCount: number }) {
  const go = useNavigation((state) => state.go);
  const [sure, setSure] = useState(false);
  const remove = useAction('server.remove');
  const blocked = siteCount === 0 ? null : `Remove its ${siteCount === 1 ? 'site' : `${siteCount} sites`} first`;
  return (
    <Panel title="Remove">
      <div className={layout.stack}>
        <p className={`${text.small} ${text.soft}`}>
          {blocked === null
            ? 'The server leaves the register, with its pinned key and stored secret. Backups stay on this computer; nothing is changed on the server.'
            : `${blocked}. Their backups stay on this computer.`}
        </p>
        {remove.problem === null ? null : <ProblemPanel problem={remove.problem} />}
        <div className={layout.wrap}>
          {sure ? (
            <>
              <Button
                busy={remove.busy}
                onClick={() => {
                  void remove.run({ serverId: server.id }).then((done) => {
                    if (done !== null) go({ name: 'servers' });
                  });
                }}
              >
                Remove {server.name}
              </Button>
              <Button kind="quiet" onClick={() => setSure(false)}>
                Keep it
              </Button>
            </>
          ) : (
            <Button size="s" blocked={blocked} onClick={() => setSure(true)}>
              Remove this server
            </Button>
          )}
        </div>
      </div>
    </Panel>
  );
}
