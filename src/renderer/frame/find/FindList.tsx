import type { LucideIcon } from 'lucide-react';
import { Archive, ArrowRight, FileText, FlaskConical, Layers, Server, Table2 } from 'lucide-react';
import { useEffect, useRef } from 'react';
import type { Problem } from '../../../shared/model/problem.ts';
import { Icon } from '../../design/Icon.tsx';
import { Keys } from '../../design/Keys.tsx';
import { ProblemPanel } from '../../design/ProblemPanel.tsx';
import { SiteFlag } from '../SiteFlag.tsx';
import type { FindGroup, FindOption } from './find-groups.ts';
import styles from './find.module.css';

const GLYPHS: Readonly<Record<Exclude<FindOption['kind'], 'site'>, LucideIcon>> = {
  action: ArrowRight,
  backup: Archive,
  table: Table2,
  server: Server,
  place: Layers,
  incident: FileText,
  drill: FlaskConical,
};

interface FindListProps {
  /** Of the field; the ids of the lines begin with it. */
  readonly id: string;
  readonly groups: readonly FindGroup[];
  /** What was asked; empty before anything was typed. */
  readonly text: string;
  readonly activeId: string | null;
  readonly problem: Problem | null;
  readonly onPoint: (optionId: string) => void;
  readonly onChoose: (option: FindOption) => void;
}

export function FindList({ id, groups, text, activeId, problem, onPoint, onChoose }: FindListProps) {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [activeId, groups]);
  return (
    <div className={styles.pop}>
      {groups.length === 0 ? (
        <p className={styles.none}>
          Nothing is called “{text}”. A backup is found by its label, note, day (20 nov, yesterday) or the beginning of its id.
        </p>
      ) : null}
      <div
        ref={list}
        id={`${id}-list`}
        className={styles.list}
        role={groups.length === 0 ? undefined : 'listbox'}
        aria-label={groups.length === 0 ? undefined : 'Found'}
      >
        {groups.map((group, index) => (
          // What the pattern of a list in groups asks for; a fieldset would be a form.
          // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role
          <div key={group.label} role="group" aria-labelledby={`${id}-group-${index}`}>
            <div id={`${id}-group-${index}`} className={styles.group} role="presentation">
              {group.label}
            </div>
            {group.options.map((option) => (
              // The field has the focus and the keys; a line is only pointed at. An option of a select could not hold a flag.
              // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus
              <div
                key={option.id}
                id={`${id}-${option.id}`}
                className={styles.option}
                // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role
                role="option"
                aria-selected={option.id === activeId}
                onPointerMove={() => {
                  if (option.id !== activeId) onPoint(option.id);
                }}
                // Else the field would lose the focus before the click arrives.
                onPointerDown={(event) => event.preventDefault()}
                onClick={() => onChoose(option)}
              >
                {option.siteId === null ? null : <SiteFlag siteId={option.siteId} size="s" />}
                {option.kind === 'site' || option.siteId !== null ? null : <Icon glyph={GLYPHS[option.kind]} size={14} />}
                <span className={styles.title} title={option.title}>
                  {option.title}
                </span>
                <span className={styles.second}>{option.second}</span>
              </div>
            ))}
          </div>
        ))}
      </div>
      {problem === null ? null : (
        <div className={styles.problem}>
          <ProblemPanel problem={problem} />
        </div>
      )}
      <p className={styles.help} aria-hidden="true">
        <span>
          <Keys combination="↑ ↓" bare /> move
        </span>
        <span>
          <Keys combination="Enter" bare /> open
        </span>
        <span>
          <Keys combination="Esc" bare /> close
        </span>
      </p>
    </div>
  );
}
