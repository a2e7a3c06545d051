import { ProofLegend } from '../../design/ProofLegend.tsx';
import { Status, verdictWord } from '../../design/Status.tsx';
import type { FilterCounts, FleetFilter } from './fleet-filters.ts';
import styles from './FleetFilters.module.css';

const ORDER = ['all', 'critical', 'no-backup', 'at-risk', 'running', 'protected'] as const satisfies readonly FleetFilter[];

interface FleetFiltersProps {
  readonly filter: FleetFilter;
  readonly counts: FilterCounts;
  readonly onChange: (filter: FleetFilter) => void;
}

export function FleetFilters({ filter, counts, onChange }: FleetFiltersProps) {
  return (
    <div className={styles.line}>
      <fieldset className={styles.filters} aria-label="Show">
        {ORDER.filter((entry) => entry === 'all' || entry === filter || counts[entry] > 0).map((entry) => (
          <button key={entry} type="button" aria-pressed={entry === filter} onClick={() => onChange(entry)}>
            <FilterWord filter={entry} /> <b>{counts[entry]}</b>
          </button>
        ))}
      </fieldset>
      <ProofLegend />
    </div>
  );
}

function FilterWord({ filter }: { readonly filter: FleetFilter }) {
  if (filter === 'all') return <>All</>;
  if (filter === 'running') return <Status tone="run">Running</Status>;
  const { tone, word } = verdictWord(filter);
  return <Status tone={tone}>{word}</Status>;
}
