import { Note } from '../../design/Note.tsx';
import styles from './servers.module.css';

/** What ran on the server so far, by name: all of it only reads. */
export function ProgramsRun({ programs }: { readonly programs: readonly string[] }) {
  return (
    <Note>
      Everything up to here only read from the server.
      <details>
        <summary>{programs.length === 1 ? 'The program that ran' : `The ${programs.length} programs that ran`}</summary>
        <ul className={styles.programs}>
          {programs.map((program) => (
            <li key={program}>{program}</li>
          ))}
        </ul>
      </details>
    </Note>
  );
}
