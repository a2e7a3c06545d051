import type { ChecklistNote } from '../../../shared/model/checklist.ts';
import { Panel } from '../../design/Panel.tsx';
import text from '../../design/text.module.css';
import styles from './checklist.module.css';

/** What was written down last time, so that it is not found out again. */
export function LastNotes({ notes, title }: { readonly notes: readonly ChecklistNote[]; readonly title: string }) {
  return (
    <Panel title={title}>
      {notes.length === 0 ? (
        <p className={`${text.small} ${text.soft}`}>None were written.</p>
      ) : (
        <ul className={styles.notes}>
          {notes.map(({ stepTitle, headline, note }) => (
            <li key={stepTitle}>
              {headline}
              <span className={text.second}>
                “{note}”, {stepTitle}
              </span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
