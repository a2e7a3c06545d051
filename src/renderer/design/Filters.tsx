import type { ReactNode } from 'react';
import styles from './Filters.module.css';

interface FiltersProps<V extends string> {
  readonly label: string;
  readonly value: V;
  readonly options: readonly { readonly value: V; readonly label: ReactNode; readonly count: number }[];
  readonly onChange: (value: V) => void;
}

/** Toggles that narrow a list; the count says what each would show. One alone would narrow nothing, and is not shown. */
export function Filters<V extends string>({ label, value, options, onChange }: FiltersProps<V>) {
  if (options.length < 2) return null;
  return (
    <fieldset className={styles.filters} aria-label={label}>
      {options.map((option) => (
        <button key={option.value} type="button" aria-pressed={option.value === value} onClick={() => onChange(option.value)}>
          {option.label} <b>{option.count}</b>
        </button>
      ))}
    </fieldset>
  );
}
