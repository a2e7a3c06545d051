import { ChevronLeft, ChevronRight, Clock } from 'lucide-react';
import type { KeyboardEvent } from 'react';
import { Fragment, useEffect, useRef, useState } from 'react';
import { formatInstant } from '../../../shared/format/instants.ts';
import { useFleet } from '../../api/stores.ts';
import { Button, IconButton } from '../../design/Button.tsx';
import { classNames } from '../../design/class-names.ts';
import { EmptyState } from '../../design/EmptyState.tsx';
import { Icon } from '../../design/Icon.tsx';
import layout from '../../design/layout.module.css';
import { Panel } from '../../design/Panel.tsx';
import { Status } from '../../design/Status.tsx';
import { GroupRow, Table } from '../../design/Table.tsx';
import text from '../../design/text.module.css';
import { ScreenLink } from '../../frame/ScreenLink.tsx';
import { SiteFlag } from '../../frame/SiteFlag.tsx';
import styles from './schedule.module.css';
import type { WeekGroup } from './rules/week.ts';
import { LANE_WORDS, addDays } from './rules/week.ts';
import type { Cell } from './rules/week-cells.ts';
import { cellsOf } from './rules/week-cells.ts';
import { SlotsPanel } from './SlotsPanel.tsx';

interface WeekPanelProps {
  readonly monday: number;
  readonly now: number;
  readonly groups: readonly WeekGroup[];
  /** More runs than this in one cell are told together. */
  readonly most: number;
  readonly onWeek: (by: -1 | 0 | 1) => void;
}

/** A week: who does what on which day, what came of it, and what is still to come below the line of now. One tab stop; the arrows move. */
export function WeekPanel({ monday, now, groups, most, onWeek }: WeekPanelProps) {
  const [chosen, setChosen] = useState<string | null>(null);
  const [held, setHeld] = useState<string | null>(null);
  const area = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // In a narrow window the week is wider than its panel: it opens at today.
    area.current?.querySelector('th[data-today]')?.scrollIntoView({ block: 'nearest', inline: 'end' });
  }, []);
  const days = Array.from({ length: 7 }, (_, day) => addDays(monday, day));
  const rows = groups.flatMap((group) => group.rows);
  const cells = cellsOf(rows, most);
  const first = held ?? cells[0]?.id ?? null;
  const open = cells.find(({ id }) => id === chosen) ?? null;
  const isToday = (day: number): boolean => now >= day && now < addDays(day, 1);
  const title = `${dayWord(monday, now)} to ${dayWord(addDays(monday, 6), now)}`;
  return (
    <>
      <Panel
        title="Week"
        subtitle={title}
        flush
        aside={
          <>
            <IconButton icon={ChevronLeft} label="The week before" onClick={() => onWeek(-1)} />
            <Button size="s" onClick={() => onWeek(0)}>
              This week
            </Button>
            <IconButton icon={ChevronRight} label="The week after" onClick={() => onWeek(1)} />
          </>
        }
      >
        {rows.length === 0 ? (
          <EmptyState title="Nothing ran and nothing is planned in this week">
            What this computer does by itself is set below; what the server does by itself is installed under Cron.
          </EmptyState>
        ) : (
          // The keys only move the focus between the buttons inside.
          // oxlint-disable-next-line jsx-a11y/no-static-element-interactions
          <div ref={area} className={styles.week} onKeyDown={(event) => moveFocus(event, area.current)}>
            <Table caption={`What ran and what will run, ${title}`} hover={false} minWidth="l" tight>
              <thead>
                <tr>
                  <th scope="col">Who and what</th>
                  {days.map((day) => (
                    <th
                      key={day}
                      scope="col"
                      data-today={isToday(day) ? '' : undefined}
                      className={classNames(styles.day, isToday(day) && styles.today)}
                    >
                      {dayWord(day, now)}
                      {isToday(day) ? (
                        <span className={styles.nowWord}> now {formatInstant(new Date(now).toISOString(), now).slice(-5)}</span>
                      ) : null}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {groups.map((group) => (
                  <Fragment key={group.key}>
                    <GroupRow columns={8}>
                      <GroupName group={group} />
                    </GroupRow>
                    {group.rows.map((row) => (
                      <tr key={row.key}>
                        <th scope="row">{row.label}</th>
                        {days.map((day, at) => {
                          const own = cells.filter((cell) => cell.row === row.key && cell.day === at);
                          const button = (cell: Cell) => (
                            <SlotButton
                              key={cell.id}
                              cell={cell}
                              where={`${row.label}, ${dayWord(day, now)}`}
                              isChosen={cell.id === chosen}
                              isStop={cell.id === first}
                              onHold={() => setHeld(cell.id)}
                              onChoose={() => setChosen(cell.id === chosen ? null : cell.id)}
                            />
                          );
                          return (
                            <td key={day} className={classNames(styles.cell, isToday(day) && styles.today)}>
                              {own.filter(({ planned }) => !planned).map(button)}
                              {isToday(day) && own.some(({ planned }) => planned) ? (
                                <span className={styles.now} aria-hidden="true" />
                              ) : null}
                              {own.filter(({ planned }) => planned).map(button)}
                            </td>
                          );
                        })}
                      </tr>
                    ))}
                  </Fragment>
                ))}
              </tbody>
            </Table>
          </div>
        )}
        <p className={styles.legend}>
          <Status tone="ok">Done</Status>
          <Status tone="warn">Incomplete, missed, late</Status>
          <Status tone="crit">Failed</Status>
          <Status tone="mute">Waits, skipped</Status>
          <span>
            <Icon glyph={Clock} size={14} /> planned
          </span>
          <span className={text.dim}>Press one to read why.</span>
        </p>
      </Panel>
      <div aria-live="polite">{open === null ? null : <SlotsPanel entries={open.entries} now={now} onClose={() => setChosen(null)} />}</div>
    </>
  );
}

interface SlotButtonProps {
  readonly cell: Cell;
  /** Row and day, for those who do not see where it stands. */
  readonly where: string;
  readonly isChosen: boolean;
  /** The one tab stop of the week. */
  readonly isStop: boolean;
  readonly onHold: () => void;
  readonly onChoose: () => void;
}

function SlotButton({ cell, where, isChosen, isStop, onHold, onChoose }: SlotButtonProps) {
  return (
    <button
      type="button"
      className={classNames(styles.slot, cell.planned && styles.planned)}
      data-row={cell.row}
      data-day={cell.day}
      aria-pressed={isChosen}
      tabIndex={isStop ? 0 : -1}
      onFocus={onHold}
      onClick={onChoose}
    >
      {cell.planned ? (
        <Icon glyph={Clock} size={12} />
      ) : (
        <Status tone={cell.tone} iconOnly size={12}>
          {`${cell.word} `}
        </Status>
      )}
      <span>{cell.label}</span>
      <span className={text.hidden}>{` ${where}${cell.planned ? ', planned' : ''}`}</span>
    </button>
  );
}

function GroupName({ group }: { readonly group: WeekGroup }) {
  const status = useFleet((state) => state.fleet?.sites.find(({ site }) => site.id === group.siteId) ?? null);
  if (group.lane !== null) {
    const server = status?.server.name ?? '';
    return group.lane === 'server' ? `On the server ${server}, by cron` : group.lane === 'computer' ? 'This computer' : LANE_WORDS.hand;
  }
  return (
    <span className={layout.row}>
      <SiteFlag siteId={group.siteId} size="s" />
      <ScreenLink to={{ name: 'schedule', siteId: group.siteId }}>{status?.site.name ?? 'a site that was removed'}</ScreenLink>
    </span>
  );
}

/** Left and right within a row, up and down within a day, Home and End to the ends of the row. */
function moveFocus(event: KeyboardEvent, area: HTMLElement | null): void {
  const from = event.target;
  if (area === null || !(from instanceof HTMLButtonElement)) return;
  const all = [...area.querySelectorAll<HTMLButtonElement>('button[data-row]')];
  const row = all.filter((button) => button.dataset['row'] === from.dataset['row']);
  const day = all.filter((button) => button.dataset['day'] === from.dataset['day']);
  const next = {
    ArrowRight: row[row.indexOf(from) + 1],
    ArrowLeft: row[row.indexOf(from) - 1],
    ArrowDown: day[day.indexOf(from) + 1],
    ArrowUp: day[day.indexOf(from) - 1],
    Home: row[0],
    End: row.at(-1),
  }[event.key];
  if (next === undefined) return;
  event.preventDefault();
  next.focus();
}

function dayWord(day: number, now: number): string {
  return formatInstant(new Date(day).toISOString(), now).slice(0, -6);
}
