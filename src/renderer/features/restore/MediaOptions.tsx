import { useState } from 'react';
import type { MediaChoice } from '../../../shared/model/restore.ts';
import { Segments } from '../../design/Field.tsx';
import layout from '../../design/layout.module.css';
import { TextAreaField } from '../../design/TextAreaField.tsx';
import { checkPaths } from './rules/site-paths.ts';

interface MediaOptionsProps {
  readonly choice: MediaChoice;
  readonly onChange: (choice: MediaChoice) => void;
}

const HINTS = {
  whole: 'The folders change places: what is not in the backup is moved aside.',
  different: 'Only files that are missing or different; the others stay as they are.',
  paths: 'Only what is named below.',
} as const;

/** How media come back: whole folders, what differs, or files by name. */
export function MediaOptions({ choice, onChange }: MediaOptionsProps) {
  const [typed, setTyped] = useState(choice.paths.join('\n'));
  const { error } = checkPaths(typed);
  return (
    <div className={layout.stack}>
      <Segments
        label="Which files"
        value={choice.mode}
        options={[
          { value: 'different', label: 'Missing or different' },
          { value: 'whole', label: 'Whole folders' },
          { value: 'paths', label: 'By name' },
        ]}
        hint={HINTS[choice.mode]}
        onChange={(mode) => onChange({ ...choice, mode, paths: mode === 'paths' ? [...checkPaths(typed).paths] : [] })}
      />
      {choice.mode === 'different' ? (
        <Segments
          label="Told apart by"
          value={choice.compareBy}
          options={[
            { value: 'time', label: 'Size and time' },
            { value: 'hash', label: 'Hash' },
          ]}
          hint={choice.compareBy === 'hash' ? 'Reads every file on the server: sure, and slow.' : 'Quick; misses a change that kept both.'}
          onChange={(compareBy) => onChange({ ...choice, compareBy })}
        />
      ) : null}
      {choice.mode === 'paths' ? (
        <TextAreaField
          label="Files and folders"
          mono
          value={typed}
          error={error}
          hint="One on each line, below the site’s folder: public/uploads/2026"
          onChange={(value) => {
            setTyped(value);
            onChange({ ...choice, paths: [...checkPaths(value).paths] });
          }}
        />
      ) : null}
    </div>
  );
}
