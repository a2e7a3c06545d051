import { FolderSearch } from 'lucide-react';
import { useState } from 'react';
import type { ServerId } from '../../../shared/model/ids.ts';
import type { Server } from '../../../shared/model/server.ts';
import type { Site, SiteProposal } from '../../../shared/model/site.ts';
import { useFleet } from '../../api/stores.ts';
import { useAction } from '../../api/use-action.ts';
import { Button } from '../../design/Button.tsx';
import type { Choice } from '../../design/ChoiceList.tsx';
import { ChoiceList } from '../../design/ChoiceList.tsx';
import { SelectField, TextField } from '../../design/Field.tsx';
import form from '../../design/form.module.css';
import layout from '../../design/layout.module.css';
import { LoadingLines } from '../../design/Loading.tsx';
import { Note } from '../../design/Note.tsx';
import { Panel } from '../../design/Panel.tsx';
import { ProblemPanel } from '../../design/ProblemPanel.tsx';
import { Status } from '../../design/Status.tsx';
import text from '../../design/text.module.css';
import { ScreenLink } from '../../frame/ScreenLink.tsx';
import type { Chosen } from './site-fields.ts';
import { frameworkWord } from './site-fields.ts';

interface FindPanelProps {
  readonly serverId: ServerId | null;
  readonly chosen: Chosen | null;
  readonly state: 'now' | 'done';
  /** Once it is added, the question is answered. */
  readonly site: Site | null;
  readonly onServer: (serverId: ServerId | null) => void;
  readonly onChoose: (chosen: Chosen | null) => void;
}

const BY_HAND = 'by-hand';

/** Step 1: on which server, and which of the sites found there. */
export function FindPanel({ serverId, chosen, state, site, onServer, onChoose }: FindPanelProps) {
  const servers = useFleet((store) => store.fleet?.servers ?? NO_SERVERS);
  const server = servers.find(({ id }) => id === serverId) ?? null;
  const detect = useAction('site.detect');
  const [root, setRoot] = useState('');
  const [found, setFound] = useState<readonly SiteProposal[] | null>(null);
  const [judged, setJudged] = useState(false);
  const badRoot = root.trim() !== '' && !root.trim().startsWith('/');

  if (site !== null) {
    return (
      <Panel title="Where is it?" step={{ number: 1, state: 'done' }} aside={<Status tone="ok">Found</Status>}>
        <p>
          <span className={text.mono}>{site.root}</span> on {server?.name ?? 'its server'}
        </p>
      </Panel>
    );
  }

  const look = () => {
    setJudged(true);
    if (server === null || server.hostKey === null || badRoot || detect.busy) return;
    onChoose(null);
    setFound(null);
    void detect.run({ serverId: server.id, root: root.trim() === '' ? null : root.trim() }).then((done) => setFound(done?.value ?? null));
  };

  return (
    <Panel
      title="Where is it?"
      step={{ number: 1, state }}
      attention={state === 'now'}
      aside={<FindWord busy={detect.busy} found={found} />}
    >
      <div className={layout.stack}>
        <form
          className={layout.stack}
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            look();
          }}
        >
          <div className={form.form}>
            <div className={form.f3}>
              <SelectField
                label="Server"
                value={serverId ?? ''}
                error={judged && server === null ? 'Choose the server first.' : null}
                options={[
                  ...(serverId === null ? [{ value: '', label: 'Choose a server' }] : []),
                  ...servers.map(({ id, name, hostKey }) => ({
                    value: id,
                    label: hostKey === null ? `${name} (host key not accepted)` : name,
                  })),
                ]}
                onChange={(id) => {
                  onServer(servers.find((known) => known.id === id)?.id ?? null);
                  setFound(null);
                  detect.clear();
                }}
              />
            </div>
            <div className={form.f3}>
              <TextField
                label="Folder"
                mono
                value={root}
                placeholder="the usual folders"
                error={judged && badRoot ? 'Enter an absolute path on the server, or leave it empty.' : null}
                hint="Empty: the usual folders of the account. Only reads."
                onChange={setRoot}
              />
            </div>
          </div>
          {server !== null && server.hostKey === null ? (
            <Note tone="warn">
              <strong>The host key of {server.name} has not been accepted.</strong> Nothing connects to it before that.{' '}
              <ScreenLink to={{ name: 'server', serverId: server.id }}>Recognise the server</ScreenLink>
            </Note>
          ) : null}
          <div className={layout.wrap}>
            <Button
              kind={found === null && chosen === null ? 'primary' : 'plain'}
              type="submit"
              icon={FolderSearch}
              busy={detect.busy}
              blocked={server !== null && server.hostKey === null ? 'The host key of this server has not been accepted' : null}
            >
              {found === null ? 'Look for sites' : 'Look again'}
            </Button>
            {found === null && chosen === null ? (
              <Button
                kind="quiet"
                blocked={server === null ? 'Choose the server first' : null}
                onClick={() => onChoose({ kind: 'by-hand' })}
              >
                Enter it by hand
              </Button>
            ) : null}
          </div>
        </form>
        {detect.busy ? <LoadingLines what="the folders of the server" lines={3} /> : null}
        <div className={layout.stack} aria-live="polite">
          {detect.problem === null ? null : <ProblemPanel problem={detect.problem} announce={false} />}
          {found === null || server === null ? null : <Found server={server} found={found} chosen={chosen} onChoose={onChoose} />}
        </div>
      </div>
    </Panel>
  );
}

const NO_SERVERS: readonly Server[] = [];

function FindWord({ busy, found }: { readonly busy: boolean; readonly found: readonly SiteProposal[] | null }) {
  if (busy) return <Status tone="run">Looking</Status>;
  if (found === null) return null;
  if (found.length === 0) return <Status tone="mute">No site found</Status>;
  return <Status tone="ok">{found.length === 1 ? '1 site found' : `${found.length} sites found`}</Status>;
}

interface FoundProps {
  readonly server: Server;
  readonly found: readonly SiteProposal[];
  readonly chosen: Chosen | null;
  readonly onChoose: (chosen: Chosen) => void;
}

function Found({ server, found, chosen, onChoose }: FoundProps) {
  const sites = useFleet((state) => state.fleet?.sites ?? NO_SITES);
  const choices: readonly Choice<string>[] = [
    ...found.map((proposal) => {
      const registered = sites.find(({ site }) => site.serverId === server.id && site.root === proposal.root);
      return {
        value: proposal.root,
        label: proposal.name,
        second: [
          <>
            {frameworkWord(proposal)} in <span className={text.mono}>{proposal.root}</span>
          </>,
          databasesWord(proposal),
          ...proposal.notes,
        ],
        blocked: registered === undefined ? null : `Registered already as ${registered.site.name}`,
      };
    }),
    {
      value: BY_HAND,
      label: found.length === 0 ? 'Enter it by hand' : 'None of these: enter it by hand',
      second: ['Name, folder and databases'],
    },
  ];
  return (
    <>
      {found.length === 0 ? (
        <Note>
          <strong>No site was found in these folders.</strong> Name the folder of the site above, or enter the site by hand.
        </Note>
      ) : null}
      <ChoiceList
        label="Which site?"
        choices={choices}
        value={chosen === null ? null : chosen.kind === 'by-hand' ? BY_HAND : chosen.proposal.root}
        onChange={(value) => {
          const proposal = found.find((one) => one.root === value);
          onChoose(proposal === undefined ? { kind: 'by-hand' } : { kind: 'proposal', proposal });
        }}
      />
    </>
  );
}

const NO_SITES: readonly { readonly site: Site }[] = [];

function databasesWord({ databases }: SiteProposal): string {
  if (databases.length === 0) return 'No database was recognised';
  return `${databases.length === 1 ? 'Database' : 'Databases'} ${databases.map(({ database }) => database).join(', ')}`;
}
