import { useState } from 'react';
import type { ConfigDraft, ConfigSource, SourceProposals } from '../../../shared/model/source.ts';
import { TextField } from '../../design/Field.tsx';
import layout from '../../design/layout.module.css';
import { Note } from '../../design/Note.tsx';
import { TextAreaField, linesOf } from '../../design/TextAreaField.tsx';
import { FormButtons } from './FormButtons.tsx';
import { KeySection } from './KeySection.tsx';
import { isSitePath } from './media-draft.ts';

interface ConfigFormProps {
  readonly source: ConfigSource | null;
  readonly proposals: SourceProposals;
  readonly busy: boolean;
  readonly onSave: (draft: ConfigDraft) => void;
  readonly onClose: () => void;
}

/** `.env`, lock files, cron table and versions: small, secret, and the first thing missing when a site must be set up anew. */
export function ConfigForm({ source, proposals, busy, onSave, onClose }: ConfigFormProps) {
  const [envFile, setEnvFile] = useState(source?.envFile ?? proposals.config?.envFile ?? '.env');
  const [extra, setExtra] = useState(source?.extraFiles.join('\n') ?? '');
  const [tried, setTried] = useState(false);
  const envError = envFile.trim() !== '' && isSitePath(envFile.trim()) ? null : 'A path below the site’s folder.';
  const bad = linesOf(extra).find((file) => !isSitePath(file));
  const extraError = bad === undefined ? null : `${bad} is no path below the site’s folder.`;
  return (
    <form
      className={layout.stack}
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (envError === null && extraError === null) onSave({ kind: 'config', envFile: envFile.trim(), extraFiles: [...linesOf(extra)] });
      }}
    >
      {proposals.config === null ? null : <Note>Found on the server: {proposals.config.found.join(', ')}.</Note>}
      <div className={layout.halves}>
        <TextField
          label="Settings file"
          mono
          value={envFile}
          error={tried ? envError : null}
          hint="Holds the application key. Without the same key, encrypted columns and sessions stay unreadable."
          onChange={setEnvFile}
        />
        <TextAreaField
          label="More files"
          mono
          value={extra}
          error={tried ? extraError : null}
          hint="Below the site’s folder, one on each line; taken where they exist. Lock files, cron table and versions come along anyway."
          onChange={setExtra}
        />
      </div>
      <KeySection />
      <FormButtons label={source === null ? 'Add the settings' : 'Save'} busy={busy} onClose={onClose} />
    </form>
  );
}
