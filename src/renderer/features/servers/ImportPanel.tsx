import { useState } from 'react';
import type { ImportCandidate } from '../../../shared/model/server.ts';
import { useCall } from '../../api/use-call.ts';
import { Button } from '../../design/Button.tsx';
import { TextField } from '../../design/Field.tsx';
import layout from '../../design/layout.module.css';
import { LoadingLines } from '../../design/Loading.tsx';
import { Panel } from '../../design/Panel.tsx';
import { ProblemPanel } from '../../design/ProblemPanel.tsx';
import text from '../../design/text.module.css';
import styles from './servers.module.css';

/** More hosts than this get a field to find one. */
const MANY = 8;

interface ImportPanelProps {
  /** Alias of the one that was taken over last. */
  readonly taken: string | null;
  readonly onTake: (candidate: ImportCandidate) => void;
}

/** Hosts of `~/.ssh/config`, to fill the form with; with what of an entry is not taken over. */
export function ImportPanel({ taken, onTake }: ImportPanelProps) {
  const { loaded, reload } = useCall('server.import-candidates', undefined);
  return (
    <Panel title="From ~/.ssh/config">
      {loaded.state === 'loading' ? <LoadingLines what="~/.ssh/config" lines={3} /> : null}
      {loaded.state === 'problem' ? (
        <ProblemPanel problem={loaded.problem} actions={<Button onClick={reload}>Read it again</Button>} />
      ) : null}
      {loaded.state === 'ready' ? <Candidates candidates={loaded.value} taken={taken} onTake={onTake} /> : null}
    </Panel>
  );
}

function Candidates({ candidates, taken, onTake }: ImportPanelProps & { readonly candidates: readonly ImportCandidate[] }) {
  const [words, setWords] = useState('');
  if (candidates.length === 0) return <p className={text.soft}>No host is named there. Enter the server beside.</p>;
  const shown = candidates.filter(({ alias, address }) => `${alias} ${address}`.toLowerCase().includes(words.trim().toLowerCase()));
  return (
    <div className={layout.tight}>
      {candidates.length > MANY ? <TextField label="Find a host" value={words} onChange={setWords} /> : null}
      {shown.length === 0 ? <p className={text.soft}>No host has these letters.</p> : null}
      {/* Can be scrolled with the keys when it is longer than its frame. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <section className={styles.candidates} tabIndex={0} aria-label="Hosts of ~/.ssh/config">
        <ul>
          {shown.map((candidate) => (
            <li key={candidate.alias} className={styles.candidate}>
              <div>
                <strong>{candidate.alias}</strong>
                <span className={text.second}>
                  {candidate.user === null ? '' : `${candidate.user}@`}
                  {candidate.address}
                  {candidate.port === 22 ? '' : `:${candidate.port}`}
                  {candidate.jumpAlias === null ? '' : `, through ${candidate.jumpAlias}`}
                </span>
                {candidate.notes.map((note) => (
                  <span key={note} className={text.second}>
                    {note}
                  </span>
                ))}
              </div>
              {/* The name is in the label, so that a list of equal buttons can be told apart by ear. */}
              <Button size="s" onClick={() => onTake(candidate)}>
                {candidate.alias === taken ? 'Taken over' : 'Take over'}
                <span className={text.hidden}> {candidate.alias}</span>
              </Button>
            </li>
          ))}
        </ul>
      </section>
    </div>
  );
}
