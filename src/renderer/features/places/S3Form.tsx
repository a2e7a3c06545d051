import { useState } from 'react';
import { CheckField, SelectField, TextField } from '../../design/Field.tsx';
import form from '../../design/form.module.css';
import { Disclosure } from '../../design/Disclosure.tsx';
import type { PlaceFormProps } from './PlaceFormFrame.tsx';
import { NameAndOffsite, PlaceFormFrame } from './PlaceFormFrame.tsx';
import { S3Details } from './S3Details.tsx';
import type { S3Fields } from './s3-fields.ts';
import { checkS3, s3DraftOf, withProvider, withRegion } from './s3-fields.ts';
import { PROVIDER_NAMES, S3_PROVIDERS } from './s3-providers.ts';

interface S3FormProps extends PlaceFormProps {
  readonly start: S3Fields;
  /** A secret is stored already; leaving the field empty keeps it. */
  readonly hasSecret: boolean;
}

const PROVIDERS = PROVIDER_NAMES.map((value) => ({ value, label: S3_PROVIDERS[value].label }));

/** A bucket. The provider fills what follows from it; the secret goes in and never comes back out. */
export function S3Form({ start, hasSecret, onSubmit, ...frame }: S3FormProps) {
  const [fields, setFields] = useState(start);
  const [tried, setTried] = useState(false);
  const problems = checkS3(fields, hasSecret);
  const set = (change: Partial<S3Fields>) => setFields((before) => ({ ...before, ...change }));
  const errorOf = (name: keyof S3Fields) => (tried ? (problems[name] ?? null) : null);
  return (
    <PlaceFormFrame
      {...frame}
      onSubmit={() => {
        setTried(true);
        if (Object.keys(problems).length === 0) onSubmit(s3DraftOf(fields));
      }}
    >
      <div className={form.form}>
        <div className={form.f2}>
          <SelectField
            label="Provider"
            value={fields.provider}
            options={PROVIDERS}
            hint={S3_PROVIDERS[fields.provider].hint}
            onChange={(provider) => setFields((before) => withProvider(before, provider))}
          />
        </div>
        <div className={form.f2}>
          <TextField
            label="Region"
            mono
            value={fields.region}
            error={errorOf('region')}
            onChange={(region) => setFields((before) => withRegion(before, region))}
          />
        </div>
        <div className={form.f2}>
          <TextField
            label="Address"
            mono
            value={fields.endpoint}
            placeholder={fields.provider === 'aws' ? 'from the region' : 'https://'}
            error={errorOf('endpoint')}
            onChange={(endpoint) => set({ endpoint })}
          />
        </div>
        <div className={form.f3}>
          <TextField label="Bucket" mono value={fields.bucket} error={errorOf('bucket')} onChange={(bucket) => set({ bucket })} />
        </div>
        <div className={form.f3}>
          <TextField
            label="Prefix"
            mono
            value={fields.prefix}
            placeholder="backups"
            hint="Everything is written below it. Empty: the whole bucket."
            onChange={(prefix) => set({ prefix })}
          />
        </div>
        <div className={form.f3}>
          <TextField
            label="Access key id"
            mono
            value={fields.accessKeyId}
            error={errorOf('accessKeyId')}
            onChange={(accessKeyId) => set({ accessKeyId })}
          />
        </div>
        <div className={form.f3}>
          <TextField
            label="Secret access key"
            type="password"
            autoComplete="new-password"
            value={fields.secret}
            error={errorOf('secret')}
            hint={hasSecret ? 'One is stored. Leave it empty to keep it; it is never shown.' : 'Kept in the keychain of this computer.'}
            onChange={(secret) => set({ secret })}
          />
        </div>
      </div>
      <NameAndOffsite
        name={fields.name}
        nameError={errorOf('name')}
        offsite={fields.offsite}
        onName={(name) => set({ name })}
        onOffsite={(offsite) => set({ offsite })}
      />
      <Disclosure summary="How it is spoken to, storage class, encryption, object lock">
        <div className={form.form}>
          <div className={form.f3}>
            <CheckField
              label="Bucket in the path"
              hint="https://host/bucket instead of https://bucket.host: what most compatible servers need."
              checked={fields.pathStyle}
              onChange={(pathStyle) => set({ pathStyle })}
            />
          </div>
          <S3Details fields={fields} errorOf={errorOf} onChange={set} />
        </div>
      </Disclosure>
    </PlaceFormFrame>
  );
}
