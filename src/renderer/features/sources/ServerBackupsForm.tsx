import { useState } from 'react';
import type { ServerBackupsDraft, ServerBackupsSource, Source, SourceProposals } from '../../../shared/model/source.ts';
import { useAction } from '../../api/use-action.ts';
import { CheckField, Segments, TextField } from '../../design/Field.tsx';
import layout from '../../design/layout.module.css';
import { ProblemPanel } from '../../design/ProblemPanel.tsx';
import { TextAreaField, linesOf } from '../../design/TextAreaField.tsx';
import { FolderChoice } from './FolderChoice.tsx';
import { FormButtons } from './FormButtons.tsx';

interface ServerBackupsFormProps {
  readonly source: ServerBackupsSource | null;
  readonly proposals: SourceProposals;
  readonly busy: boolean;
  readonly onSave: (draft: ServerBackupsDraft) => Promise<Source | null>;
  readonly onClose: () => void;
}

const TAKES = [
  { value: 'newest', label: 'The newest' },
  { value: 'all-new', label: 'All new ones' },
] as const;

const PATTERNS = '*.zip\n*.sql\n*.sql.gz\n*.sql.bz2\n*.sql.zst\n*.tar.gz';

/** Backups the server makes by itself: where they lie, what they are called, which are taken, in which zone their names tell the time. */
export function ServerBackupsForm({ source, proposals, busy, onSave, onClose }: ServerBackupsFormProps) {
  const found = proposals.serverBackups;
  const known = new Set(found.map(({ folder }) => folder));
  const [chosen, setChosen] = useState<readonly string[]>(
    source === null ? [...known] : source.folders.filter((folder) => known.has(folder)),
  );
  const [more, setMore] = useState(source?.folders.filter((folder) => !known.has(folder)).join('\n') ?? '');
  const [patterns, setPatterns] = useState(source?.patterns.join('\n') ?? PATTERNS);
  const [take, setTake] = useState<ServerBackupsDraft['take']>(source?.take ?? 'all-new');
  const [zone, setZone] = useState(source?.zone ?? '');
  const [password, setPassword] = useState('');
  const [forget, setForget] = useState(false);
  const [tried, setTried] = useState(false);
  const setArchivePassword = useAction('source.set-archive-password');
  const folders = [...new Set([...chosen, ...linesOf(more)])];
  const folderError = folders.length === 0 ? 'Choose a folder, or type one.' : null;
  const withSlash = linesOf(patterns).find((pattern) => pattern.includes('/'));
  const patternError =
    linesOf(patterns).length === 0
      ? 'Without a pattern no file fits.'
      : withSlash === undefined
        ? null
        : `${withSlash}: a file name, not a path.`;
  const zoneError = zone.trim() === '' || isZone(zone.trim()) ? null : 'A zone such as Europe/Berlin, or nothing.';
  const save = async () => {
    const saved = await onSave({
      kind: 'server-backups',
      folders,
      patterns: [...linesOf(patterns)],
      take,
      zone: zone.trim() === '' ? null : zone.trim(),
    });
    if (saved === null) return;
    if (password !== '' || forget) {
      const done = await setArchivePassword.run({ sourceId: saved.id, password: password === '' ? null : password });
      if (done === null) return;
    }
    onClose();
  };
  return (
    <form
      className={layout.stack}
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (folderError === null && patternError === null && zoneError === null) void save();
      }}
    >
      <FolderChoice what="Folders with backups" found={found} chosen={chosen} onChange={setChosen} />
      <div className={layout.halves}>
        <TextAreaField
          label={found.length === 0 ? 'Folders' : 'More folders'}
          mono
          value={more}
          error={tried ? folderError : null}
          placeholder="storage/app/Laravel"
          hint="Below the site’s folder or absolute, one on each line."
          onChange={setMore}
        />
        <TextAreaField
          label="File names"
          mono
          value={patterns}
          error={tried ? patternError : null}
          hint="Patterns with * and ?, one on each line."
          onChange={setPatterns}
        />
        <Segments
          label="A pull takes"
          value={take}
          options={TAKES}
          hint="What is adopted already is never taken twice; a file that still grows is left for the next time."
          onChange={setTake}
        />
        <TextField
          label="Time zone of the names"
          value={zone}
          error={tried ? zoneError : null}
          placeholder="the server’s own"
          hint="In which the times in the file names are meant, Europe/Berlin say."
          onChange={setZone}
        />
        <TextField
          label="Password of encrypted zips"
          type="password"
          autoComplete="new-password"
          value={password}
          hint="Empty: the one of the site’s own settings is tried. A typed one is kept in the keychain of this computer."
          onChange={setPassword}
        />
        {source === null || password !== '' ? null : (
          <CheckField
            label="Forget a stored password"
            hint="Encrypted zips are then opened with the site’s own settings only."
            checked={forget}
            onChange={setForget}
          />
        )}
      </div>
      {setArchivePassword.problem === null ? null : <ProblemPanel problem={setArchivePassword.problem} />}
      <FormButtons label={source === null ? 'Add them' : 'Save'} busy={busy || setArchivePassword.busy} onClose={onClose} />
    </form>
  );
}

function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name }).format();
    return true;
  } catch {
    return false;
  }
}
