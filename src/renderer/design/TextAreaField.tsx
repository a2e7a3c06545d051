import type { ReactNode } from 'react';
import { classNames } from './class-names.ts';
import { Field } from './Field.tsx';
import styles from './Field.module.css';

interface TextAreaFieldProps {
  readonly label: string;
  readonly value: string;
  readonly hint?: ReactNode;
  readonly error?: string | null;
  readonly mono?: boolean;
  readonly rows?: number;
  readonly maxLength?: number;
  readonly placeholder?: string;
  readonly onChange: (value: string) => void;
}

/** Several lines: a note, or one path on each line. */
export function TextAreaField({
  label,
  value,
  hint,
  error = null,
  mono = false,
  rows = 3,
  maxLength,
  placeholder,
  onChange,
}: TextAreaFieldProps) {
  return (
    <Field label={label} hint={hint} error={error}>
      {({ id, describedBy, invalid }) => (
        <textarea
          id={id}
          className={classNames(styles.input, styles.area, mono && styles.mono)}
          value={value}
          rows={rows}
          maxLength={maxLength}
          placeholder={placeholder}
          spellCheck={!mono}
          aria-describedby={describedBy}
          aria-invalid={invalid ? 'true' : undefined}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}

/** The lines that hold something, trimmed, each once. */
export function linesOf(text: string): readonly string[] {
  return [...new Set(text.split('\n').map((line) => line.trim()))].filter((line) => line !== '');
}
