import type { ReactNode } from 'react';
import { useId } from 'react';
import { classNames } from './class-names.ts';
import styles from './ChoiceList.module.css';
import { Keys } from './Keys.tsx';
import text from './text.module.css';

export interface Choice<V extends string> {
  readonly value: V;
  readonly label: string;
  /** Lines below the label. */
  readonly second?: readonly ReactNode[];
  readonly end?: ReactNode;
  /** Why it cannot be chosen. */
  readonly blocked?: string | null;
}

interface ChoiceListProps<V extends string> {
  readonly label: string;
  readonly choices: readonly Choice<V>[];
  readonly value: V | null;
  /** False where another list on the screen has the number keys. */
  readonly numbered?: boolean;
  readonly onChange: (value: V) => void;
}

/** One question, large rows; the keys 1 to 9 choose while the list has the focus. */
export function ChoiceList<V extends string>({ label, choices, value, numbered = true, onChange }: ChoiceListProps<V>) {
  const name = useId();
  return (
    // The keys only move between the radio buttons inside, as the arrow keys do.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <fieldset
      className={styles.choices}
      onKeyDown={(event) => {
        if (!numbered || event.ctrlKey || event.metaKey || event.altKey) return;
        const chosen = choices[Number(event.key) - 1];
        if (chosen === undefined || isBlocked(chosen)) return;
        event.preventDefault();
        onChange(chosen.value);
        event.currentTarget.querySelectorAll<HTMLInputElement>('input')[Number(event.key) - 1]?.focus();
      }}
    >
      <legend className={text.hidden}>{label}</legend>
      {choices.map((choice, index) => (
        <label key={choice.value} className={classNames(styles.choice, !numbered && styles.plain)}>
          <input
            type="radio"
            name={name}
            value={choice.value}
            checked={choice.value === value}
            disabled={isBlocked(choice)}
            onChange={() => onChange(choice.value)}
          />
          {numbered ? (
            <span className={styles.key} aria-hidden="true">
              {index < 9 ? <Keys combination={String(index + 1)} bare /> : null}
            </span>
          ) : null}
          <span>
            <span className={styles.name}>{choice.label}</span>
            {[...(choice.second ?? []), ...(isBlocked(choice) ? [choice.blocked] : [])].map((line, at) => (
              // Lines have no identity beyond their place.
              // oxlint-disable-next-line react/no-array-index-key
              <span key={at} className={styles.second}>
                {line}
              </span>
            ))}
          </span>
          {choice.end}
        </label>
      ))}
    </fieldset>
  );
}

function isBlocked<V extends string>({ blocked = null }: Choice<V>): boolean {
  return blocked !== null;
}
