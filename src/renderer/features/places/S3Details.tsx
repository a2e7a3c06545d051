import { SelectField, TextField } from '../../design/Field.tsx';
import form from '../../design/form.module.css';
import type { S3Fields } from './s3-fields.ts';

interface S3DetailsProps {
  readonly fields: S3Fields;
  readonly errorOf: (name: keyof S3Fields) => string | null;
  readonly onChange: (change: Partial<S3Fields>) => void;
}

const CHECKSUMS = [
  { value: 'sdk', label: 'With every request' },
  { value: 'when-required', label: 'Only where required' },
] as const;

const ENCRYPTIONS = [
  { value: 'none', label: 'As the bucket does' },
  { value: 'AES256', label: 'AES-256, keys of the provider' },
  { value: 'aws:kms', label: 'KMS' },
] as const;

const LOCKS = [
  { value: 'none', label: 'None' },
  { value: 'GOVERNANCE', label: 'Governance: can be lifted with a special right' },
  { value: 'COMPLIANCE', label: 'Compliance: nobody can delete earlier' },
] as const;

/** The settings of a bucket few people touch. */
export function S3Details({ fields, errorOf, onChange }: S3DetailsProps) {
  return (
    <>
      <div className={form.f3}>
        <SelectField
          label="Checksums in the request"
          value={fields.checksums}
          options={CHECKSUMS}
          hint="Some providers refuse or mangle them. The SHA-256 of every file is compared either way."
          onChange={(checksums) => onChange({ checksums })}
        />
      </div>
      <div className={form.f2}>
        <TextField
          label="Storage class"
          mono
          value={fields.storageClass}
          placeholder="STANDARD_IA"
          hint="Empty: the bucket’s own."
          onChange={(storageClass) => onChange({ storageClass })}
        />
      </div>
      <div className={form.f2}>
        <SelectField
          label="Encryption there"
          value={fields.encryption}
          options={ENCRYPTIONS}
          onChange={(encryption) => onChange({ encryption })}
        />
      </div>
      <div className={form.f2}>
        {fields.encryption === 'aws:kms' ? (
          <TextField
            label="KMS key"
            mono
            value={fields.kmsKeyId}
            hint="Empty: the account’s own key."
            onChange={(kmsKeyId) => onChange({ kmsKeyId })}
          />
        ) : null}
      </div>
      <div className={form.f4}>
        <SelectField
          label="Object lock"
          value={fields.lock}
          options={LOCKS}
          hint="Put on every object that is written; the bucket must allow it. Retention cannot delete what is locked."
          onChange={(lock) => onChange({ lock })}
        />
      </div>
      <div className={form.f2}>
        {fields.lock === 'none' ? null : (
          <TextField
            label="Days"
            inputMode="numeric"
            value={fields.lockDays}
            error={errorOf('lockDays')}
            onChange={(lockDays) => onChange({ lockDays })}
          />
        )}
      </div>
    </>
  );
}
