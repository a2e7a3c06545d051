import { useState } from 'react';
import type { DatabaseChoice, TableChoice } from '../../../shared/model/restore.ts';
import { Button } from '../../design/Button.tsx';
import { CheckField, Segments, SelectField } from '../../design/Field.tsx';
import layout from '../../design/layout.module.css';
import text from '../../design/text.module.css';
import type { Dump } from '../../../shared/model/dump.ts';
import { NameList } from './NameList.tsx';
import { count } from './rules/restore-words.ts';

interface TablePickerProps {
  readonly artifact: Dump;
  /** False: single tables after a break-in leave the rest as the intruder left it. */
  readonly advised: boolean;
  readonly choice: DatabaseChoice;
  readonly onChange: (choice: DatabaseChoice) => void;
}

const ACTIONS = [
  { value: 'replace', label: 'Replace' },
  { value: 'merge', label: 'Add missing rows' },
  { value: 'keep-aside', label: 'Keep aside' },
  { value: 'decide', label: 'Look first, then choose' },
] as const;

/** The whole database, or some of its tables with what becomes of each. */
export function TablePicker({ artifact, advised, choice, onChange }: TablePickerProps) {
  const [picking, setPicking] = useState(choice.tables !== null);
  const [kept, setKept] = useState<readonly TableChoice[]>(choice.tables ?? []);
  const setTables = (tables: readonly TableChoice[]) => {
    setKept(tables);
    onChange({ ...choice, tables: [...tables] });
  };
  return (
    <div className={layout.stack}>
      <CheckField
        label={`Only some tables of ${artifact.database}`}
        hint={advised ? undefined : 'Not advised after a break-in: the other tables stay as they are.'}
        checked={picking}
        onChange={(some) => {
          setPicking(some);
          onChange({ ...choice, tables: some ? [...kept] : null });
        }}
      />
      {picking ? (
        <>
          <NameList
            label={`Tables of ${artifact.database}`}
            names={artifact.inventory.tables.map(({ name, rows }) => ({ name, second: rows === null ? '' : `${count(rows)} rows` }))}
            chosen={kept.map(({ name }) => name)}
            onChange={(names) => setTables(names.map((name) => kept.find((table) => table.name === name) ?? { name, action: 'replace' }))}
          />
          {kept.length === 0 ? <p className={`${text.small} ${text.soft}`}>Choose at least one table; nothing is planned before.</p> : null}
          {kept.slice(0, 20).map((table) => (
            <SelectField
              key={table.name}
              label={`What becomes of ${table.name}`}
              value={table.action}
              options={ACTIONS}
              onChange={(action) => setTables(kept.map((entry) => (entry.name === table.name ? { ...entry, action } : entry)))}
            />
          ))}
          {kept.length > 20 ? <AllActions onChoose={(action) => setTables(kept.map(({ name }) => ({ name, action })))} /> : null}
        </>
      ) : artifact.kind === 'full' ? (
        <Segments
          label="Content"
          value={choice.content}
          options={[
            { value: 'all', label: 'All' },
            { value: 'structure', label: 'Structure' },
            { value: 'data', label: 'Data' },
          ]}
          onChange={(content) => onChange({ ...choice, content })}
        />
      ) : null}
    </div>
  );
}

function AllActions({ onChoose }: { readonly onChoose: (action: TableChoice['action']) => void }) {
  return (
    <div className={layout.wrap}>
      <span className={text.small}>All chosen tables:</span>
      {ACTIONS.map(({ value, label }) => (
        <Button key={value} size="s" onClick={() => onChoose(value)}>
          {label}
        </Button>
      ))}
    </div>
  );
}
