import { useState } from 'react';
import type { Assertion } from '../../../shared/model/drill.ts';
import type { Problem } from '../../../shared/model/problem.ts';
import { Button } from '../../design/Button.tsx';
import { SelectField, TextField } from '../../design/Field.tsx';
import form from '../../design/form.module.css';
import layout from '../../design/layout.module.css';
import { ProblemPanel } from '../../design/ProblemPanel.tsx';
import { TextAreaField } from '../../design/TextAreaField.tsx';
import { COMPARISONS } from './drill-words.ts';

const EMPTY: Assertion = { title: '', database: null, sql: '', comparison: 'above', expected: '0' };

interface AssertionFormProps {
  /** Null: a new one. */
  readonly start: Assertion | null;
  readonly busy: boolean;
  readonly problem: Problem | null;
  readonly onKeep: (assertion: Assertion) => void;
  readonly onClose: () => void;
}

export function AssertionForm({ start, busy, problem, onKeep, onClose }: AssertionFormProps) {
  const [fields, setFields] = useState(start ?? EMPTY);
  const [tried, setTried] = useState(false);
  const set = (change: Partial<Assertion>) => setFields((before) => ({ ...before, ...change }));
  const errors = {
    title: fields.title.trim() === '' ? 'It needs a name.' : null,
    sql: fields.sql.trim() === '' ? 'Write the statement.' : null,
    expected: whyNotExpected(fields),
  };
  const comparison = COMPARISONS.find(({ value }) => value === fields.comparison);
  return (
    <form
      className={layout.stack}
      aria-label={start === null ? 'A new condition' : `Change “${start.title}”`}
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (Object.values(errors).every((error) => error === null)) onKeep(fields);
      }}
    >
      <TextField
        label="Name"
        value={fields.title}
        maxLength={200}
        placeholder="The newest order is fresh"
        error={tried ? errors.title : null}
        onChange={(title) => set({ title })}
      />
      <TextAreaField
        label="Statement"
        mono
        rows={3}
        value={fields.sql}
        maxLength={10_000}
        placeholder="SELECT MAX(created_at) FROM orders"
        hint="Gives one value. Name tables without their database, so that the restored ones are read."
        error={tried ? errors.sql : null}
        onChange={(sql) => set({ sql })}
      />
      <div className={form.form}>
        <div className={form.f3}>
          <SelectField label="The value" value={fields.comparison} options={COMPARISONS} onChange={(value) => set({ comparison: value })} />
        </div>
        <div className={form.f3}>
          <TextField
            label={fields.comparison === 'age-below' ? 'Hours' : 'Expected'}
            mono
            value={fields.expected}
            maxLength={1000}
            hint={comparison?.expects}
            error={tried ? errors.expected : null}
            onChange={(expected) => set({ expected })}
          />
        </div>
      </div>
      <TextField
        label="Database"
        mono
        value={fields.database ?? ''}
        maxLength={64}
        placeholder="the first of the backup"
        onChange={(database) => set({ database: database.trim() === '' ? null : database.trim() })}
      />
      {problem === null ? null : <ProblemPanel problem={problem} />}
      <div className={layout.wrap}>
        <Button type="submit" size="s" busy={busy}>
          {start === null ? 'Add the condition' : 'Keep it'}
        </Button>
        <Button size="s" kind="quiet" onClick={onClose}>
          Close
        </Button>
      </div>
    </form>
  );
}

function whyNotExpected({ comparison, expected }: Assertion): string | null {
  const isNumber = expected.trim() !== '' && Number.isFinite(Number(expected));
  if (comparison === 'age-below') return isNumber && Number(expected) > 0 ? null : 'Hours, more than 0.';
  if (comparison === 'above' || comparison === 'below') return isNumber ? null : 'A number.';
  return null;
}
