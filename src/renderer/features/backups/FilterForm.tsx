import type { Place } from '../../../shared/model/place.ts';
import { Button } from '../../design/Button.tsx';
import type { Option } from '../../design/Field.tsx';
import { SelectField, TextField } from '../../design/Field.tsx';
import { partWord } from '../../design/source-words.ts';
import { kindWord, triggerWord } from '../backup/backup-words.ts';
import type { FilterFields } from './backup-filter.ts';
import { NO_FILTER, countFilters, untilProblem } from './backup-filter.ts';
import { SiteField } from '../sites/SiteField.tsx';
import styles from './backups.module.css';

const KINDS = ['full', 'incremental', 'structure', 'data'] as const;
const TRIGGERS = ['manual', 'scheduled', 'checkpoint', 'adopted', 'synthetic', 'safety'] as const;
const PARTS = ['database', 'media', 'config', 'bundle'] as const;

const PROOFS = [
  { value: '', label: 'any' },
  { value: 'intact', label: 'intact or better' },
  { value: 'sound', label: 'sound or better' },
  { value: 'proven', label: 'proven' },
  { value: 'failed', label: 'a check failed' },
] as const;

const HELD = [
  { value: '', label: 'any' },
  { value: 'yes', label: 'held' },
  { value: 'no', label: 'not held' },
] as const;

interface FilterFormProps {
  readonly fields: FilterFields;
  readonly places: readonly Place[];
  readonly onChange: (fields: FilterFields) => void;
}

/** What to look for. Every change looks at once; there is nothing to press. */
export function FilterForm({ fields, places, onChange }: FilterFormProps) {
  const change = (part: Partial<FilterFields>) => onChange({ ...fields, ...part });
  return (
    <search className={styles.filter}>
      <div className={styles.words}>
        <TextField
          label="Words"
          type="search"
          value={fields.text}
          maxLength={200}
          placeholder="label, note, site, database, id"
          onChange={(text) => change({ text })}
        />
      </div>
      <SiteField value={fields.siteId} onChange={(siteId) => change({ siteId })} />
      <SelectField label="Kind" value={fields.kind} options={anyOf(KINDS, kindWord)} onChange={(kind) => change({ kind })} />
      <SelectField
        label="Made by"
        value={fields.trigger}
        options={anyOf(TRIGGERS, triggerWord)}
        onChange={(trigger) => change({ trigger })}
      />
      <SelectField label="Part" value={fields.part} options={anyOf(PARTS, partWord)} onChange={(part) => change({ part })} />
      <SelectField
        label="Place"
        value={fields.placeId}
        options={[{ value: '', label: 'any' }, ...places.map(({ id, name }) => ({ value: String(id), label: name }))]}
        onChange={(placeId) => change({ placeId })}
      />
      <SelectField label="Proof" value={fields.proof} options={PROOFS} onChange={(proof) => change({ proof })} />
      <SelectField label="Hold" value={fields.held} options={HELD} onChange={(held) => change({ held })} />
      <TextField label="From" type="date" value={fields.from} onChange={(from) => change({ from })} />
      <TextField label="Until" type="date" value={fields.until} error={untilProblem(fields)} onChange={(until) => change({ until })} />
      <div className={styles.clear}>
        <Button
          kind="quiet"
          blocked={countFilters(fields) === 0 ? 'Nothing is set: all backups are shown' : null}
          onClick={() => onChange(NO_FILTER)}
        >
          Show all
        </Button>
      </div>
    </search>
  );
}

function anyOf<V extends string>(values: readonly V[], word: (value: V) => string): readonly Option<V | ''>[] {
  return [{ value: '', label: 'any' }, ...values.map((value) => ({ value, label: word(value) }))];
}
