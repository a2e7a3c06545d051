import type { ReactNode } from 'react';
import styles from './Readouts.module.css';

export interface Readout {
  readonly label: string;
  readonly value: ReactNode;
  /** One line below: what the figure means, or why it is a dash. */
  readonly sub: ReactNode;
}

/** A strip of figures. Unknown is a dash with the reason. */
export function Readouts({ readouts }: { readonly readouts: readonly Readout[] }) {
  return (
    <dl className={styles.readouts}>
      {readouts.map((readout) => (
        <div key={readout.label}>
          <dt>{readout.label}</dt>
          <dd className={styles.value}>{readout.value}</dd>
          <dd className={styles.sub}>{readout.sub}</dd>
        </div>
      ))}
    </dl>
  );
}

/** "292 MB" as a figure with its unit in a softer ink; number and unit never break apart. */
export function Figure({ text }: { readonly text: string }) {
  const parts = text.split(/([\d.,]+)/).filter((part) => part !== '');
  return (
    <span>
      {parts.map((part, index) =>
        /^[\d.,]+$/.test(part) ? (
          part
        ) : (
          // Parts alternate and never move.
          // oxlint-disable-next-line react/no-array-index-key
          <span key={index} className={styles.unit}>
            {part}
          </span>
        ),
      )}
    </span>
  );
}
