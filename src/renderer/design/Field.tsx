import { OctagonX } from 'lucide-react';
import type { ReactNode, Ref } from 'react';
import { useId } from 'react';
import { classNames } from './class-names.ts';
import styles from './Field.module.css';
import { Icon } from './Icon.tsx';
import text from './text.module.css';

interface Described {
  readonly label: string;
  /** What to enter, or what follows from it. */
  readonly hint?: ReactNode;
  /** What is wrong with it; null while it is right or not yet judged. */
  readonly error?: string | null;
}

interface Wiring {
  readonly id: string;
  readonly describedBy: string | undefined;
  readonly invalid: boolean;
}

interface FieldProps extends Described {
  /** The words are only for those who listen: where the place of the control says them. */
  readonly hideLabel?: boolean;
  readonly children: (wiring: Wiring) => ReactNode;
}

/** Label above, the control, hint and error below, all tied together for assistive tools. */
export function Field({ label, hint, error = null, hideLabel = false, children }: FieldProps) {
  const id = useId();
  const describedBy = [hint === undefined ? null : `${id}-hint`, error === null ? null : `${id}-error`]
    .filter((part) => part !== null)
    .join(' ');
  return (
    <div className={styles.field}>
      <label htmlFor={id} className={hideLabel ? text.hidden : undefined}>
        {label}
      </label>
      {children({ id, describedBy: describedBy === '' ? undefined : describedBy, invalid: error !== null })}
      {error === null ? null : (
        <span className={classNames(styles.hint, styles.error)} id={`${id}-error`} role="alert">
          <Icon glyph={OctagonX} size={14} /> {error}
        </span>
      )}
      {hint === undefined ? null : (
        <span className={styles.hint} id={`${id}-hint`}>
          {hint}
        </span>
      )}
    </div>
  );
}

interface TextFieldProps extends Described {
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** For addresses, paths, keys: anything a machine reads. */
  readonly mono?: boolean;
  readonly type?: 'text' | 'password' | 'number' | 'url' | 'date' | 'datetime-local' | 'search';
  readonly inputMode?: 'text' | 'numeric' | 'url';
  readonly placeholder?: string;
  readonly required?: boolean;
  readonly readOnly?: boolean;
  readonly autoComplete?: string;
  readonly maxLength?: number;
  readonly inputRef?: Ref<HTMLInputElement>;
  readonly onBlur?: () => void;
  /** Stands right of the input, a button that fills it, say. */
  readonly after?: ReactNode;
}

export function TextField({ label, hint, error = null, value, onChange, mono = false, after, inputRef, onBlur, ...rest }: TextFieldProps) {
  const { type = 'text', inputMode, placeholder, required = false, readOnly = false, autoComplete = 'off', maxLength } = rest;
  return (
    <Field label={label} hint={hint} error={error}>
      {({ id, describedBy, invalid }) => (
        <div className={styles.line}>
          <input
            id={id}
            ref={inputRef}
            className={classNames(styles.input, mono && styles.mono)}
            type={type}
            value={value}
            inputMode={inputMode}
            placeholder={placeholder}
            required={required}
            readOnly={readOnly}
            autoComplete={autoComplete}
            maxLength={maxLength}
            spellCheck={false}
            aria-describedby={describedBy}
            aria-invalid={invalid ? 'true' : undefined}
            onBlur={onBlur}
            onChange={(event) => onChange(event.target.value)}
          />
          {after}
        </div>
      )}
    </Field>
  );
}

export interface Option<V extends string> {
  readonly value: V;
  readonly label: string;
}

interface ChoiceProps<V extends string> extends Described {
  readonly value: V;
  readonly options: readonly Option<V>[];
  readonly onChange: (value: V) => void;
}

interface SelectProps<V extends string> extends ChoiceProps<V> {
  readonly hideLabel?: boolean;
}

export function SelectField<V extends string>({ label, hint, error = null, hideLabel = false, value, options, onChange }: SelectProps<V>) {
  return (
    <Field label={label} hint={hint} error={error} hideLabel={hideLabel}>
      {({ id, describedBy, invalid }) => (
        <select
          id={id}
          className={styles.input}
          value={value}
          aria-describedby={describedBy}
          aria-invalid={invalid ? 'true' : undefined}
          onChange={(event) => {
            const chosen = options.find((option) => option.value === event.target.value);
            if (chosen !== undefined) onChange(chosen.value);
          }}
        >
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

/** A few short answers side by side; arrow keys move between them. */
export function Segments<V extends string>({ label, hint, value, options, onChange }: Omit<ChoiceProps<V>, 'error'>) {
  const name = useId();
  return (
    <fieldset className={styles.field} aria-describedby={hint === undefined ? undefined : `${name}-hint`}>
      <legend>{label}</legend>
      <div className={styles.segments}>
        {options.map((option) => (
          <label key={option.value}>
            <input type="radio" name={name} value={option.value} checked={option.value === value} onChange={() => onChange(option.value)} />
            {option.label}
          </label>
        ))}
      </div>
      {hint === undefined ? null : (
        <span className={styles.hint} id={`${name}-hint`}>
          {hint}
        </span>
      )}
    </fieldset>
  );
}

interface CheckFieldProps {
  readonly label: ReactNode;
  readonly hint?: ReactNode;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
}

export function CheckField({ label, hint, checked, onChange }: CheckFieldProps) {
  const id = useId();
  return (
    <div className={styles.check}>
      <input
        id={id}
        type="checkbox"
        checked={checked}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        onChange={(event) => onChange(event.target.checked)}
      />
      <div>
        <label htmlFor={id}>{label}</label>
        {hint === undefined ? null : (
          <span className={styles.hint} id={`${id}-hint`}>
            {hint}
          </span>
        )}
      </div>
    </div>
  );
}
