import { formatDuration } from '../../../shared/format/durations.ts';
import type { ChecklistHistory } from '../../../shared/model/checklist.ts';
import { Facts } from '../../design/Facts.tsx';
import { Panel } from '../../design/Panel.tsx';
import { PERIOD_WORDS } from './checklist-words.ts';
import styles from './checklist.module.css';
import { barsOf, FLOOR, periodLabel, shortLabel, stripWords, WIDTH } from './weeks-strip.ts';

/** What became of the lists before: each a bar, and the sentence of it in figures. */
export function HistoryPanel({ history }: { readonly history: ChecklistHistory }) {
  const { list, entries, streak, longest, usualMs, complete, counted, missed } = history;
  const [one, many] = PERIOD_WORDS[list];
  const [first] = entries;
  const last = entries.at(-1);
  const gaps = entries.filter(({ state }) => state === 'partial');
  return (
    <Panel title={`${entries.length} ${many}`} aside={<span className={styles.quiet}>{streak} complete in a row</span>}>
      <svg className={styles.weeks} viewBox={`0 0 ${WIDTH} 58`} role="img" aria-label={stripWords(history)}>
        {barsOf(entries).map(({ period, kind, x, y, width, height }) => (
          <rect key={period} className={styles[kind]} x={x} y={y} width={width} height={height}>
            <title>{entries.find((entry) => entry.period === period)?.label}</title>
          </rect>
        ))}
        <path className={styles.base} d={`M0 ${FLOOR}.5H${WIDTH}`} />
        {first === undefined || last === undefined ? null : (
          <>
            <text x="0" y="54">
              {periodLabel(first.period)}
            </text>
            <text x={WIDTH} y="54" textAnchor="end">
              {shortLabel(last.period)}
            </text>
          </>
        )}
      </svg>
      <Facts
        facts={[
          { label: 'Complete', value: counted === 0 ? `no ${one} is over yet` : `${complete} of ${counted} ${counted === 1 ? one : many}` },
          { label: 'Usual time', value: usualMs === null ? 'not known yet' : formatDuration(usualMs) },
          {
            label: 'Longest run',
            value:
              longest === null
                ? 'none yet'
                : `${longest.length} ${longest.length === 1 ? one : many}, since ${periodLabel(longest.sincePeriod)}`,
          },
          { label: 'Missed', value: missed.length === 0 ? 'none' : missed.map(periodLabel).join(', ') },
          ...(gaps.length === 0
            ? []
            : [
                {
                  label: 'Unfinished',
                  value: gaps
                    .map(({ period, confirmed, total }) => `${periodLabel(period)}: ${confirmed}\u00a0of\u00a0${total}`)
                    .join(', '),
                },
              ]),
        ]}
      />
    </Panel>
  );
}
