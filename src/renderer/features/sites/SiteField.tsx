import { useFleet } from '../../api/stores.ts';
import { SelectField } from '../../design/Field.tsx';

interface SiteFieldProps {
  /** Id of a site; empty: all of them. */
  readonly value: string;
  readonly onChange: (siteId: string) => void;
}

/** One site, or all, in a filter. */
export function SiteField({ value, onChange }: SiteFieldProps) {
  const sites = useFleet((state) => state.fleet?.sites) ?? [];
  return (
    <SelectField
      label="Site"
      value={value}
      options={[{ value: '', label: 'all' }, ...sites.map(({ site }) => ({ value: String(site.id), label: site.name }))]}
      onChange={onChange}
    />
  );
}
