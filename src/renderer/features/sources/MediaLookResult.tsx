import { formatBytes } from '../../../shared/format/bytes.ts';
import type { MediaLook } from '../../../shared/model/source.ts';
import layout from '../../design/layout.module.css';
import { Note } from '../../design/Note.tsx';
import text from '../../design/text.module.css';
import { countWord } from '../backup/backup-words.ts';

const PACKED = { gzip: 'gzip is proposed.', zstd: 'zstd is proposed.', none: 'No packing is proposed.' } as const;

/** What lies in the folders now, and which compression a sample of it speaks for. */
export function MediaLookResult({ look }: { readonly look: MediaLook }) {
  const { files, bytes, folders, links, skipped, missing, unreadable, advice } = look;
  return (
    <div className={layout.tight}>
      <Note tone="ok">
        <strong>
          {countWord(files, 'file', 'files')}, {formatBytes(bytes)}
        </strong>{' '}
        in {countWord(folders, 'folder', 'folders')}
        {links === 0 ? '' : `, ${countWord(links, 'link', 'links')}`}.
      </Note>
      <Note>
        <strong>{PACKED[advice.proposed]}</strong> {advice.why}
      </Note>
      {missing.length === 0 ? null : <Note tone="warn">Not there: {missing.join(', ')}.</Note>}
      {unreadable.length === 0 ? null : (
        <Note tone="warn">
          <strong>Cannot be read by this account:</strong>
          {unreadable.map((line) => (
            <span key={line} className={`${text.second} ${text.anywhere}`}>
              {line}
            </span>
          ))}
        </Note>
      )}
      {skipped.length === 0 ? null : <Note>Sockets, devices and pipes hold no data and are left out: {skipped.join(', ')}.</Note>}
    </div>
  );
}
