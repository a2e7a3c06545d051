import { useEffect, useRef } from 'react';
import type { SiteStatus } from '../../../shared/model/fleet.ts';
import type { FileSourceDraft, Source, SourceProposals } from '../../../shared/model/source.ts';
import { useAction } from '../../api/use-action.ts';
import { useCall } from '../../api/use-call.ts';
import { Button } from '../../design/Button.tsx';
import layout from '../../design/layout.module.css';
import { LoadingLines } from '../../design/Loading.tsx';
import { Note } from '../../design/Note.tsx';
import { Panel } from '../../design/Panel.tsx';
import { ProblemPanel } from '../../design/ProblemPanel.tsx';
import { ConfigForm } from './ConfigForm.tsx';
import { MediaForm } from './MediaForm.tsx';
import { ServerBackupsForm } from './ServerBackupsForm.tsx';
import styles from './sources.module.css';

/** Which kind of source is added, or which one is changed. */
export type SourceEdit =
  | { readonly kind: 'media' | 'config' | 'server-backups'; readonly source: null }
  | { readonly kind: Exclude<Source['kind'], 'database'>; readonly source: Exclude<Source, { kind: 'database' }> };

interface FileSourceEditorProps {
  readonly status: SiteStatus;
  readonly edit: SourceEdit;
  readonly onClose: () => void;
}

const TITLES = { media: 'Media', config: 'Settings of the site', 'server-backups': 'Backups the server makes' } as const;

const NOTHING: SourceProposals = { media: [], excludes: [], config: null, serverBackups: [] };

/** A source that is no database. What lies in the site's folder is looked at first, so that a press is enough for the usual site. */
export function FileSourceEditor({ status, edit, onClose }: FileSourceEditorProps) {
  const { loaded, reload } = useCall('source.propose', { siteId: status.site.id });
  const put = useAction('source.put');
  const save = async (draft: FileSourceDraft) => {
    const done = await put.run({ siteId: status.site.id, sourceId: edit.source?.id ?? null, draft });
    return done?.value ?? null;
  };
  const subtitle = edit.source === null ? 'what was found on the server is proposed' : 'counts from the next backup on';
  const region = useRef<HTMLDivElement>(null);
  // It opens above the list it was asked for in: reading goes on where the work goes on.
  useEffect(() => {
    region.current?.focus({ preventScroll: true });
    region.current?.scrollIntoView({ block: 'nearest' });
  }, []);
  return (
    <div ref={region} tabIndex={-1} className={styles.editor}>
      <Panel title={TITLES[edit.kind]} subtitle={subtitle} attention>
        {loaded.state === 'loading' ? <LoadingLines what="the site’s folder" /> : null}
        {loaded.state === 'problem' ? (
          <div className={layout.stack}>
            <Note tone="warn">
              <strong>The site’s folder could not be read: {loaded.problem.title}.</strong> {loaded.problem.hint} Everything can be typed in
              all the same.{' '}
              <Button size="s" onClick={reload}>
                Look again
              </Button>
            </Note>
          </div>
        ) : null}
        {loaded.state === 'loading' ? null : (
          <div className={layout.stack}>
            <EditorForm
              siteId={status.site.id}
              edit={edit}
              proposals={loaded.state === 'ready' ? loaded.value : NOTHING}
              busy={put.busy}
              onSave={save}
              onClose={onClose}
            />
            {put.problem === null ? null : <ProblemPanel problem={put.problem} />}
          </div>
        )}
      </Panel>
    </div>
  );
}

interface EditorFormProps {
  readonly siteId: SiteStatus['site']['id'];
  readonly edit: SourceEdit;
  readonly proposals: SourceProposals;
  readonly busy: boolean;
  readonly onSave: (draft: FileSourceDraft) => Promise<Source | null>;
  readonly onClose: () => void;
}

function EditorForm({ siteId, edit, proposals, busy, onSave, onClose }: EditorFormProps) {
  const { source } = edit;
  const saveAndClose = (draft: FileSourceDraft) => {
    void onSave(draft).then((saved) => {
      if (saved !== null) onClose();
    });
  };
  switch (edit.kind) {
    case 'media':
      return (
        <MediaForm
          siteId={siteId}
          source={source?.kind === 'media' ? source : null}
          proposals={proposals}
          busy={busy}
          onSave={saveAndClose}
          onClose={onClose}
        />
      );
    case 'config':
      return (
        <ConfigForm
          source={source?.kind === 'config' ? source : null}
          proposals={proposals}
          busy={busy}
          onSave={saveAndClose}
          onClose={onClose}
        />
      );
    case 'server-backups':
      return (
        <ServerBackupsForm
          source={source?.kind === 'server-backups' ? source : null}
          proposals={proposals}
          busy={busy}
          onSave={onSave}
          onClose={onClose}
        />
      );
  }
}
