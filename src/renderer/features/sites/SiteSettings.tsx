import { useState } from 'react';
import type { Site } from '../../../shared/model/site.ts';
import { useNavigation } from '../../api/stores.ts';
import { useAction } from '../../api/use-action.ts';
import { Button } from '../../design/Button.tsx';
import { Facts } from '../../design/Facts.tsx';
import { TextField } from '../../design/Field.tsx';
import layout from '../../design/layout.module.css';
import { Panel } from '../../design/Panel.tsx';
import { ProblemPanel } from '../../design/ProblemPanel.tsx';
import text from '../../design/text.module.css';

interface SiteSettingsProps {
  readonly site: Site;
  readonly backupCount: number;
}

/** What the register holds of a site. */
export function SiteSettings({ site, backupCount }: SiteSettingsProps) {
  const [open, setOpen] = useState<'nothing' | 'edit' | 'remove'>('nothing');
  const close = () => setOpen('nothing');
  return (
    <Panel
      title="Site"
      aside={
        <>
          <Button kind="quiet" size="s" onClick={() => setOpen(open === 'edit' ? 'nothing' : 'edit')}>
            Edit
          </Button>
          <Button kind="quiet" size="s" onClick={() => setOpen(open === 'remove' ? 'nothing' : 'remove')}>
            Remove
          </Button>
        </>
      }
    >
      {open === 'nothing' ? (
        <Facts
          facts={[
            { label: 'Name', value: site.name },
            { label: 'Folder', value: <span className={text.mono}>{site.root}</span> },
            { label: 'Address', value: site.url ?? '–' },
            { label: 'Profile', value: { laravel: 'Laravel', django: 'Django', plain: 'Plain' }[site.profile] },
          ]}
        />
      ) : null}
      {open === 'edit' ? <EditSite site={site} onClose={close} /> : null}
      {open === 'remove' ? <RemoveSite site={site} backupCount={backupCount} onClose={close} /> : null}
    </Panel>
  );
}

function EditSite({ site, onClose }: { readonly site: Site; readonly onClose: () => void }) {
  const [name, setName] = useState(site.name);
  const [root, setRoot] = useState(site.root);
  const [url, setUrl] = useState(site.url ?? '');
  const edit = useAction('site.edit');
  const nameError = name.trim() === '' ? 'A site has a name.' : null;
  const rootError = root.trim().startsWith('/') ? null : 'An absolute path on the server, from /.';
  return (
    <form
      className={layout.stack}
      onSubmit={(event) => {
        event.preventDefault();
        if (nameError !== null || rootError !== null) return;
        void edit
          .run({ siteId: site.id, name: name.trim(), root: root.trim(), url: url.trim() === '' ? null : url.trim() })
          .then((done) => {
            if (done !== null) onClose();
          });
      }}
    >
      <TextField
        label="Name"
        value={name}
        maxLength={100}
        error={nameError}
        hint="Also the folder of backups made from now on."
        onChange={setName}
      />
      <TextField label="Folder on the server" mono value={root} error={rootError} onChange={setRoot} />
      <TextField label="Address" mono value={url} inputMode="url" placeholder="https://" onChange={setUrl} />
      {edit.problem === null ? null : <ProblemPanel problem={edit.problem} />}
      <div className={layout.wrap}>
        <Button type="submit" size="s" busy={edit.busy}>
          Save
        </Button>
        <Button kind="quiet" size="s" onClick={onClose}>
          Close
        </Button>
      </div>
    </form>
  );
}

/** Destructive only for the register: still locked until the typed name matches. */
function RemoveSite({ site, backupCount, onClose }: { readonly site: Site; readonly backupCount: number; readonly onClose: () => void }) {
  const [typed, setTyped] = useState('');
  const remove = useAction('site.remove');
  const go = useNavigation((state) => state.go);
  const run = (leaveCron: boolean): void => {
    void remove.run({ siteId: site.id, leaveCron }).then((done) => {
      if (done !== null) go({ name: 'fleet' });
    });
  };
  return (
    <form
      className={layout.stack}
      onSubmit={(event) => {
        event.preventDefault();
        if (typed === site.name) run(false);
      }}
    >
      <p>
        The site leaves the register and is no longer backed up. Nothing is changed on the server
        {backupCount === 0
          ? '.'
          : `, and its ${backupCount === 1 ? 'backup stays' : `${backupCount} backups stay`} where they are. Its emergency card stays with them, says since when the site is no longer kept, and goes with the last one.`}
      </p>
      <TextField label={`Type ${site.name} to open the switch`} mono value={typed} onChange={setTyped} />
      {remove.problem === null ? null : (
        <ProblemPanel
          problem={remove.problem}
          actions={
            remove.problem.code === 'site.cron-installed' ? (
              <>
                <Button size="s" onClick={() => go({ name: 'cron', siteId: site.id })}>
                  Open its cron
                </Button>
                <Button size="s" kind="quiet" busy={remove.busy} onClick={() => run(true)}>
                  Remove the site and leave them
                </Button>
              </>
            ) : undefined
          }
        />
      )}
      <div className={layout.wrap}>
        <Button type="submit" size="s" busy={remove.busy} blocked={typed === site.name ? null : 'The typed name does not match yet'}>
          Remove the site
        </Button>
        <Button kind="quiet" size="s" onClick={onClose}>
          Keep it
        </Button>
      </div>
    </form>
  );
}
