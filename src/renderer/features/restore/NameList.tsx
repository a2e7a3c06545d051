import { useState } from 'react';
import { CheckField, TextField } from '../../design/Field.tsx';
import layout from '../../design/layout.module.css';
import text from '../../design/text.module.css';
import { count } from './rules/restore-words.ts';
import styles from './restore.module.css';

/** More than this many are not drawn at once: a word narrows them. */
const DRAWN = 200;

interface NameListProps {
  readonly label: string;
  readonly names: readonly { readonly name: string; readonly second: string }[];
  readonly chosen: readonly string[];
  readonly onChange: (chosen: readonly string[]) => void;
}

/** Ticks before names, narrowed by a word; the chosen ones stay in sight. */
export function NameList({ label, names, chosen, onChange }: NameListProps) {
  const [word, setWord] = useState('');
  const fitting = names.filter(({ name }) => chosen.includes(name) || name.toLowerCase().includes(word.trim().toLowerCase()));
  const sorted = fitting.toSorted((a, b) => Number(chosen.includes(b.name)) - Number(chosen.includes(a.name)));
  return (
    <div className={layout.tight}>
      {names.length > 8 ? (
        <TextField label={`Find in ${label}`} type="search" value={word} placeholder="part of the name" onChange={setWord} />
      ) : null}
      <fieldset className={styles.names}>
        <legend className={text.hidden}>{label}</legend>
        {sorted.slice(0, DRAWN).map(({ name, second }) => (
          <CheckField
            key={name}
            label={
              <>
                {name} {second === '' ? null : <span className={text.dim}>{second}</span>}
              </>
            }
            checked={chosen.includes(name)}
            onChange={(wanted) => onChange(wanted ? [...chosen, name] : chosen.filter((other) => other !== name))}
          />
        ))}
        {fitting.length === 0 ? <p className={text.soft}>No name holds this.</p> : null}
      </fieldset>
      <p className={`${text.small} ${text.dim}`} aria-live="polite">
        {count(chosen.length)} of {count(names.length)} chosen
        {fitting.length > DRAWN ? `; the first ${DRAWN} are listed, a word narrows them` : ''}
      </p>
    </div>
  );
}
