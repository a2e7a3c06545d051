import type { Proof } from '../../../shared/model/backup.ts';
import { formatAge } from '../../../shared/format/durations.ts';
import { formatInstant } from '../../../shared/format/instants.ts';
import { useNow } from '../../api/use-now.ts';
import { Note } from '../../design/Note.tsx';
import { provedAt } from '../../design/ProofLadder.tsx';
import { levelWord } from './backup-words.ts';

/** How far this backup is proved, in words, with the time; what to do when a check failed. */
export function ProofNote({ best }: { readonly best: Proof | null }) {
  const now = useNow();
  if (best === null) {
    return (
      <Note tone="crit">
        <strong>No copy is known.</strong> The catalog knows this backup, but no place that holds its files. Rebuild the catalog in the
        settings if the folder exists.
      </Note>
    );
  }
  const at = provedAt(best);
  const when = `${formatInstant(at, now)}, ${formatAge(Math.max(0, now - Date.parse(at)))}`;
  if (best.failure !== null) {
    return (
      <Note tone="crit">
        <strong>Failed: not {best.failure.step}.</strong> {sentence(best.failure.text)} Shown {when}. Do not rely on this copy: make a new
        backup now, and keep these files, for parts of them may still be readable.
      </Note>
    );
  }
  switch (best.level) {
    case 'present':
      return (
        <Note>
          <strong>{levelWord(best.level)}, not read back yet.</strong> The files were written completely, {when}. Verify to show that they
          are intact.
        </Note>
      );
    case 'intact':
      return (
        <Note tone="ok">
          <strong>{levelWord(best.level)}.</strong> Every byte was re-read and its SHA-256 is equal, {when}. Verify sound to look inside the
          dump.
        </Note>
      );
    case 'sound':
      return (
        <Note tone="ok">
          <strong>{levelWord(best.level)}.</strong> Every byte was re-read, the dump unpacked and indexed, and its tables and rows are those
          of the inventory, {when}.
        </Note>
      );
    case 'proven':
      return (
        <Note tone="ok">
          <strong>{levelWord(best.level)}.</strong> Restored into a scratch database, counts equal, {when}.
        </Note>
      );
  }
}

function sentence(words: string): string {
  return /[.!?]$/.test(words.trim()) ? words.trim() : `${words.trim()}.`;
}
