import { classNames } from './class-names.ts';
import styles from './ProgressBar.module.css';

interface ProgressBarProps {
  /** 0 to 1; null when no total is known: a moving hatch, never a guess. */
  readonly value: number | null;
  readonly label: string;
  readonly thick?: boolean;
}

export function ProgressBar({ value, label, thick = false }: ProgressBarProps) {
  const className = classNames(styles.bar, thick && styles.thick);
  if (value === null) return <progress className={className} aria-label={label} />;
  return <progress className={className} aria-label={label} max={1000} value={Math.round(Math.min(1, Math.max(0, value)) * 1000)} />;
}
