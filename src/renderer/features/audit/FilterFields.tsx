import { Button } from '../../design/Button.tsx';
import { SelectField, TextField } from '../../design/Field.tsx';
import type { AuditFields } from './audit-filter.ts';
import { NO_FIELDS, isFiltered, outcomeWord, untilProblem } from './audit-filter.ts';
import { SiteField } from '../sites/SiteField.tsx';
import styles from './audit.module.css';

const OUTCOMES = ['done', 'warning', 'refused', 'failed', 'cancelled', 'paused', 'interrupted'] as const;

interface FilterFieldsProps {
  readonly fields: AuditFields;
  readonly actions: readonly string[];
  readonly onChange: (fields: AuditFields) => void;
}

/** What to look for. Every change looks at once. */
export function FilterFields({ fields, actions, onChange }: FilterFieldsProps) {
  const change = (part: Partial<AuditFields>) => onChange({ ...fields, ...part });
  return (
    <search className={styles.filter}>
      <div className={styles.words}>
        <TextField
          label="Words"
          type="search"
          value={fields.text}
          maxLength={200}
          placeholder="account, machine, action, id"
          onChange={(text) => change({ text })}
        />
      </div>
      <SiteField value={fields.siteId} onChange={(siteId) => change({ siteId })} />
      <SelectField
        label="Action"
        value={fields.action}
        options={[{ value: '', label: 'all' }, ...actions.map((action) => ({ value: action, label: action }))]}
        onChange={(action) => change({ action })}
      />
      <SelectField
        label="Result"
        value={fields.outcome}
        options={[
          { value: '' as const, label: 'any' },
          { value: 'trouble' as const, label: 'anything but done' },
          ...OUTCOMES.map((value) => ({ value, label: outcomeWord(value).word })),
        ]}
        onChange={(outcome) => change({ outcome })}
      />
      <TextField label="From" type="date" value={fields.from} onChange={(from) => change({ from })} />
      <TextField label="Until" type="date" value={fields.until} error={untilProblem(fields)} onChange={(until) => change({ until })} />
      <div className={styles.clear}>
        <Button
          kind="quiet"
          blocked={isFiltered(fields) ? null : 'Nothing is set: all entries are shown'}
          onClick={() => onChange(NO_FIELDS)}
        >
          Show all
        </Button>
      </div>
    </search>
  );
}
