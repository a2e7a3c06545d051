import { Filters } from '../../design/Filters.tsx';
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
      <Filters
        label="Show"
        value={filter}
        onChange={onChange}
        options={ORDER.filter((entry) => entry === 'all' || entry === filter || counts[entry] > 0).map((entry) => ({
          value: entry,
          label: <FilterWord filter={entry} />,
          count: counts[entry],
        }))}
      />
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
