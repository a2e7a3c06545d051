import { useState } from 'react';
import type { AppInfo, Theme } from '../../../shared/model/settings.ts';
import { useInfo, useNavigation } from '../../api/stores.ts';
import { useAction } from '../../api/use-action.ts';
import { Button } from '../../design/Button.tsx';
import { Facts } from '../../design/Facts.tsx';
import { Segments } from '../../design/Field.tsx';
import layout from '../../design/layout.module.css';
import { Note } from '../../design/Note.tsx';
import { PageHead } from '../../design/PageHead.tsx';
import { Panel } from '../../design/Panel.tsx';
import { ProblemPanel } from '../../design/ProblemPanel.tsx';
import { Status } from '../../design/Status.tsx';
import text from '../../design/text.module.css';
import { AlertsLink } from './AlertsLink.tsx';
import { ByItselfPanel } from './ByItselfPanel.tsx';
import { KeySection } from '../sources/KeySection.tsx';
import { FolderForm } from '../first-run/FolderForm.tsx';

export function SettingsScreen() {
  const info = useInfo((state) => state.info);
  return (
    <div className={layout.stack}>
      <PageHead title="Settings" />
      {info === null ? null : (
        <div className={layout.halves}>
          <div className={layout.stack}>
            <FolderPanel info={info} />
            <ByItselfPanel host={info.host} />
            <CatalogPanel />
          </div>
          <div className={layout.stack}>
            <AppearancePanel theme={info.theme} />
            <AlertsLink />
            <Panel title="Key of sealed settings">
              <KeySection />
            </Panel>
            <PasswordsPanel info={info} />
            <AboutPanel info={info} />
          </div>
        </div>
      )}
    </div>
  );
}

function FolderPanel({ info }: { readonly info: AppInfo }) {
  const [changing, setChanging] = useState(false);
  const folder = info.place?.folder ?? info.proposedFolder;
  return (
    <Panel
      title="Backups on this computer"
      aside={
        changing ? undefined : (
          <Button kind="quiet" size="s" onClick={() => setChanging(true)}>
            Change
          </Button>
        )
      }
    >
      {changing ? (
        <div className={layout.stack}>
          <p className={text.soft}>Copies that exist stay where they are and keep counting. New ones go to the folder chosen here.</p>
          <FolderForm
            start={folder}
            current={folder}
            submitLabel="Use this folder"
            onDone={() => setChanging(false)}
            onCancel={() => setChanging(false)}
          />
        </div>
      ) : (
        <Facts facts={[{ label: 'Folder', value: <span className={text.mono}>{folder}</span> }]} />
      )}
    </Panel>
  );
}

function CatalogPanel() {
  const rebuild = useAction('catalog.rebuild');
  const go = useNavigation((state) => state.go);
  return (
    <Panel title="Catalog">
      <div className={layout.stack}>
        <p className={text.soft}>
          The catalog is an index of what lies in all places. It can be made anew at any time from the manifests of the copies alone;
          nothing is deleted. Places that cannot be reached keep what is known of them.
        </p>
        {rebuild.problem === null ? null : <ProblemPanel problem={rebuild.problem} />}
        <div>
          <Button
            busy={rebuild.busy}
            onClick={() => {
              void rebuild.run(undefined).then((job) => {
                if (job !== null) go({ name: 'job', jobId: job.value.id });
              });
            }}
          >
            Rebuild the catalog
          </Button>
        </div>
      </div>
    </Panel>
  );
}

const THEMES = [
  { value: 'system', label: 'As the system' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
] as const satisfies readonly { value: Theme; label: string }[];

function AppearancePanel({ theme }: { readonly theme: Theme }) {
  const set = useAction('app.set-theme');
  const refresh = useInfo((state) => state.refresh);
  // The press counts at once; what the app says counts as soon as it has said it.
  const [pressed, setPressed] = useState<Theme | null>(null);
  const choose = async (chosen: Theme) => {
    setPressed(chosen);
    await set.run({ theme: chosen });
    await refresh();
    setPressed(null);
  };
  return (
    <Panel title="Appearance">
      <Segments label="Theme" value={pressed ?? theme} options={THEMES} onChange={(chosen) => void choose(chosen)} />
      {set.problem === null ? null : <ProblemPanel problem={set.problem} />}
    </Panel>
  );
}

function PasswordsPanel({ info }: { readonly info: AppInfo }) {
  return (
    <Panel
      title="Passwords"
      aside={
        <Status tone={info.secretStore.available ? 'ok' : 'warn'}>{info.secretStore.available ? 'Keychain ready' : 'No keychain'}</Status>
      }
    >
      {info.secretStore.available ? (
        <p className={text.soft}>Passphrases and typed passwords are kept in the keychain of this computer, never in a file of Holdfast.</p>
      ) : (
        <Note tone="warn">{info.secretStore.reason}</Note>
      )}
    </Panel>
  );
}

function AboutPanel({ info }: { readonly info: AppInfo }) {
  return (
    <Panel title="About">
      <Facts
        facts={[
          { label: 'Holdfast', value: info.version },
          { label: 'Runs as', value: info.host === 'desktop' ? 'desktop app' : 'local app in a browser' },
          { label: 'Data folder', value: <span className={text.mono}>{info.home}</span> },
          { label: 'Keys', value: 'Press ? for the map of keys' },
        ]}
      />
    </Panel>
  );
}
