import { useState } from 'react';
import type { SiteId } from '../../../shared/model/ids.ts';
import type { MediaDraft, MediaLook, MediaSource, SourceProposals } from '../../../shared/model/source.ts';
import { useAction } from '../../api/use-action.ts';
import { Button } from '../../design/Button.tsx';
import { Segments, SelectField } from '../../design/Field.tsx';
import layout from '../../design/layout.module.css';
import { ProblemPanel } from '../../design/ProblemPanel.tsx';
import { TextAreaField } from '../../design/TextAreaField.tsx';
import { FolderChoice } from './FolderChoice.tsx';
import { FormButtons } from './FormButtons.tsx';
import type { MediaFields } from './media-draft.ts';
import { checkMedia, mediaDraftOf, mediaFieldsOf } from './media-draft.ts';
import { MediaLookResult } from './MediaLookResult.tsx';

interface MediaFormProps {
  readonly siteId: SiteId;
  readonly source: MediaSource | null;
  readonly proposals: SourceProposals;
  readonly busy: boolean;
  readonly onSave: (draft: MediaDraft) => void;
  readonly onClose: () => void;
}

const SYMLINKS = [
  { value: 'keep', label: 'Keep as links' },
  { value: 'follow', label: 'Follow' },
] as const;

const SYMLINK_HINTS = {
  keep: 'A link stays a link. What it points to is captured only where it lies in one of the folders.',
  follow: 'What a link points to is captured in its place, also from outside of the folders.',
} as const;

const COMPRESSIONS = [
  { value: 'sample', label: 'As a sample says, at every full' },
  { value: 'zstd', label: 'zstd' },
  { value: 'gzip', label: 'gzip' },
  { value: 'none', label: 'None' },
] as const;

/** Folders of files: which, what is left out, what becomes of links, how it is packed and why. */
export function MediaForm({ siteId, source, proposals, busy, onSave, onClose }: MediaFormProps) {
  const [fields, setFields] = useState(() => mediaFieldsOf(source, proposals));
  const [tried, setTried] = useState(false);
  const [look, setLook] = useState<MediaLook | null>(null);
  const ask = useAction('source.look-at-media');
  const problems = checkMedia(fields);
  const wrong = problems.folders ?? problems.excludes;
  const set = (change: Partial<MediaFields>) => {
    setLook(null);
    setFields((before) => ({ ...before, ...change }));
  };
  return (
    <form
      className={layout.stack}
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (wrong === null) onSave(mediaDraftOf(fields));
      }}
    >
      <FolderChoice what="Folders with files" found={proposals.media} chosen={fields.chosen} onChange={(chosen) => set({ chosen })} />
      <div className={layout.halves}>
        <TextAreaField
          label={proposals.media.length === 0 ? 'Folders' : 'More folders'}
          mono
          value={fields.more}
          error={tried ? problems.folders : null}
          placeholder="storage/app/public"
          hint="Below the site’s folder, one on each line."
          onChange={(more) => set({ more })}
        />
        <TextAreaField
          label="Leave out"
          mono
          value={fields.excludes}
          error={tried ? problems.excludes : null}
          placeholder="*.log"
          hint="Patterns as in .gitignore, one on each line: *.tmp, cache/, thumbs/**."
          onChange={(excludes) => set({ excludes })}
        />
        <Segments
          label="Symbolic links"
          value={fields.symlinks}
          options={SYMLINKS}
          hint={SYMLINK_HINTS[fields.symlinks]}
          onChange={(symlinks) => set({ symlinks })}
        />
        <SelectField
          label="Packed with"
          value={fields.compression}
          options={COMPRESSIONS}
          hint={
            look === null ? 'Pictures and videos are packed already: packing them again costs time and saves nothing.' : look.advice.why
          }
          onChange={(compression) => setFields((before) => ({ ...before, compression }))}
        />
      </div>
      <div className={layout.stack} aria-live="polite">
        <div>
          <Button
            size="s"
            busy={ask.busy}
            blocked={wrong}
            onClick={() => {
              void ask.run({ siteId, draft: mediaDraftOf(fields) }).then((done) => setLook(done?.value ?? null));
            }}
          >
            {ask.busy ? 'Counting on the server' : 'Count it and try a sample'}
          </Button>
        </div>
        {look === null ? null : <MediaLookResult look={look} />}
        {ask.problem === null ? null : <ProblemPanel problem={ask.problem} announce={false} />}
      </div>
      <FormButtons label={source === null ? 'Add the media' : 'Save'} busy={busy} onClose={onClose} />
    </form>
  );
}
