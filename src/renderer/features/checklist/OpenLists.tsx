import { CalendarDays } from 'lucide-react';
import { formatInstant } from '../../../shared/format/instants.ts';
import type { ChecklistView, OpenPeriod } from '../../../shared/model/checklist.ts';
import { useNow } from '../../api/use-now.ts';
import { Icon } from '../../design/Icon.tsx';
import text from '../../design/text.module.css';
import { ScreenLink } from '../../frame/ScreenLink.tsx';
import styles from './checklist.module.css';

/** Two lists can be ticked: the one before, which is unfinished, and the present one. Nothing while there is one alone. */
export function OpenLists({ view: { list, period, openPeriods } }: { readonly view: ChecklistView }) {
  const now = useNow();
  if (openPeriods.length < 2) return null;
  return (
    <nav className={styles.openLists} aria-label="Lists that can be confirmed">
      {openPeriods.map((each) => (
        <ScreenLink key={each.period} to={{ name: 'checklist', list, period: each.period }} current={each.period === period}>
          <Icon glyph={CalendarDays} />
          <b>{capital(each.label)}</b>
          <span>{standing(each)}</span>
          <span className={text.second}>{times(each, now)}</span>
        </ScreenLink>
      ))}
    </nav>
  );
}

function standing({ confirmed, total, isComplete }: OpenPeriod): string {
  return isComplete ? 'complete' : `${confirmed} of ${total} confirmed`;
}

function times({ dueAt, closesAt, isComplete }: OpenPeriod, now: number): string {
  if (isComplete) return `was due ${formatInstant(dueAt, now)}`;
  return Date.parse(dueAt) > now
    ? `due ${formatInstant(dueAt, now)}`
    : `was due ${formatInstant(dueAt, now)}; can be finished until ${formatInstant(closesAt, now)}`;
}

function capital(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}
