import { useState } from 'react';
import type { IncidentEvent } from '../../../shared/model/incident.ts';
import { formatInstant, formatTime } from '../../../shared/format/instants.ts';
import { useNow } from '../../api/use-now.ts';
import { classNames } from '../../design/class-names.ts';
import { Command } from '../../design/Command.tsx';
import { Disclosure } from '../../design/Disclosure.tsx';
import { EmptyState } from '../../design/EmptyState.tsx';
import { Filters } from '../../design/Filters.tsx';
import { Icon } from '../../design/Icon.tsx';
import { Panel } from '../../design/Panel.tsx';
import text from '../../design/text.module.css';
import { VisuallyHidden } from '../../design/VisuallyHidden.tsx';
import { withLocalTimes } from '../restore/rules/restore-words.ts';
import { eventKind } from './incident-words.ts';
import styles from './incidents.module.css';

type Filter = 'all' | 'decision' | 'command' | 'problem';

const FILTERS = [
  { value: 'all', label: 'All' },
  { value: 'decision', label: 'Decisions' },
  { value: 'command', label: 'Commands' },
  { value: 'problem', label: 'Problems' },
] as const;

/** What happened and what was done, in the order of time, by the day. */
export function IncidentTimeline({ events }: { readonly events: readonly IncidentEvent[] }) {
  const now = useNow();
  const [filter, setFilter] = useState<Filter>('all');
  const fits = (kind: IncidentEvent['kind'], value: Filter) => value === 'all' || kind === value;
  const shown = inOrder(events).filter(({ event }) => fits(event.kind, filter));
  return (
    <Panel
      title="Timeline"
      flush
      aside={
        <Filters
          label="Which lines"
          value={filter}
          onChange={setFilter}
          options={FILTERS.map(({ value, label }) => ({
            value,
            label,
            count: events.filter(({ kind }) => fits(kind, value)).length,
          })).filter(({ value, count }) => value === 'all' || value === filter || count > 0)}
        />
      }
    >
      {shown.length === 0 ? (
        <EmptyState title="Nothing of this kind" />
      ) : (
        <ol className={styles.timeline}>
          {shown.map(({ event, key }, at) => {
            const { icon, word } = eventKind(event.kind);
            const day = dayOf(event.at, now);
            const isNewDay = at === 0 || dayOf(shown[at - 1]?.event.at ?? event.at, now) !== day;
            return (
              <li key={key} className={classNames(event.kind === 'problem' && styles.problem)}>
                {isNewDay ? <h3 className={styles.day}>{day}</h3> : null}
                <time dateTime={event.at}>{formatTime(event.at)}</time>
                <Icon glyph={icon} size={14} />
                <div className={text.anywhere}>
                  <VisuallyHidden>{word}: </VisuallyHidden>
                  {withLocalTimes(event.text, now)}
                  <Detail detail={withLocalTimes(event.detail, now)} of={event.text} />
                </div>
              </li>
            );
          })}
        </ol>
      )}
    </Panel>
  );
}

/** One line as it is, more behind one press. */
function Detail({ detail, of }: { readonly detail: string; readonly of: string }) {
  if (detail === '') return null;
  const lines = detail.trimEnd().split('\n');
  if (lines.length === 1) return <span className={text.second}>{detail}</span>;
  return (
    <Disclosure summary={`${lines.length} lines`}>
      <Command text={detail} label={`Details of “${of}”`} />
    </Disclosure>
  );
}

/** Signs are found later than they happened. Lines of one moment keep the order in which they were written. */
function inOrder(events: readonly IncidentEvent[]) {
  return events
    .map((event, at) => ({ event, key: `${event.at} ${at}` }))
    .toSorted((a, b) => Date.parse(a.event.at) - Date.parse(b.event.at));
}

function dayOf(at: string, now: number): string {
  return formatInstant(at, now).slice(0, -6);
}
