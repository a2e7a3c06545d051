import { Search } from 'lucide-react';
import type { KeyboardEvent } from 'react';
import { useCallback, useEffect, useId, useRef, useState } from 'react';
import { Icon } from '../../design/Icon.tsx';
import { Keys } from '../../design/Keys.tsx';
import { useModifiedKey } from '../use-shortcuts.ts';
import type { FindOption } from './find-groups.ts';
import { FindList } from './FindList.tsx';
import styles from './find.module.css';
import { useAct } from './use-act.ts';
import { useFind } from './use-find.ts';

interface FindFieldProps {
  readonly showKeys: () => void;
  /** Asks which site a recovery is about. */
  readonly askForSite: () => void;
}

/** Ctrl K: one field that finds whatever has a name, and whatever can be done without harm. The focus stays in the field; the arrows move in the list. */
export function FindField({ showKeys, askForSite }: FindFieldProps) {
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const before = useRef<HTMLElement | null>(null);
  const [text, setText] = useState('');
  const [isOpen, setIsOpen] = useState(false);
  const { groups, problem, text: answered, findNow } = useFind(text);
  const doing = useAct({ showKeys, askForSite });
  const options = groups.flatMap((group) => group.options);
  const [chosen, setChosen] = useState<string | null>(null);
  const active = options.find((option) => option.id === chosen) ?? options[0] ?? null;

  const open = useCallback(() => {
    const held = document.activeElement;
    if (held instanceof HTMLElement && held !== field.current) before.current = held;
    field.current?.focus();
    field.current?.select();
  }, []);
  useModifiedKey('k', open);

  const close = (giveBack: boolean) => {
    setIsOpen(false);
    setText('');
    setChosen(null);
    doing.clear();
    field.current?.blur();
    if (giveBack && before.current?.isConnected === true) before.current.focus();
    before.current = null;
  };
  const choose = (option: FindOption) => {
    void doing.act(option.act).then(({ done, moved }) => {
      if (done) close(!moved);
    });
  };
  /** What was typed quickly is entered before its answer is there: then its own first line is meant, not one of older words. */
  const enter = () => {
    const wanted = text.trim();
    if (wanted === answered) {
      if (active !== null) choose(active);
      return;
    }
    void findNow(wanted).then(([first]) => {
      if (first !== undefined && field.current?.value.trim() === wanted) choose(first);
    });
  };
  const move = (by: number) => {
    const at = active === null ? -1 : options.indexOf(active);
    const next = options[(at + by + options.length) % options.length];
    if (next !== undefined) setChosen(next.id);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    switch (event.key) {
      case 'ArrowDown':
      case 'ArrowUp':
        event.preventDefault();
        if (isOpen) move(event.key === 'ArrowDown' ? 1 : -1);
        else setIsOpen(true);
        return;
      case 'Enter':
        event.preventDefault();
        if (isOpen) enter();
        return;
      case 'Escape':
        // Steps out of the search and no further: the screen behind it stays.
        event.preventDefault();
        close(true);
        return;
      default:
    }
  };

  return (
    <search
      className={styles.find}
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) setIsOpen(false);
      }}
    >
      <div className={styles.field}>
        <Icon glyph={Search} size={14} />
        <input
          ref={field}
          type="text"
          role="combobox"
          aria-label="Find a site, backup, table or command"
          aria-expanded={isOpen}
          aria-controls={`${id}-list`}
          aria-autocomplete="list"
          aria-activedescendant={isOpen && active !== null ? `${id}-${active.id}` : undefined}
          placeholder="Find site, backup, table"
          autoComplete="off"
          spellCheck={false}
          maxLength={200}
          value={text}
          onFocus={() => setIsOpen(true)}
          onChange={(event) => {
            setText(event.target.value);
            setChosen(null);
            setIsOpen(true);
            doing.clear();
          }}
          onKeyDown={onKeyDown}
        />
        {text === '' ? (
          <span className={styles.keys} aria-hidden="true">
            <Keys combination="K" />
          </span>
        ) : null}
      </div>
      {isOpen ? (
        <FindList
          id={id}
          groups={groups}
          text={answered}
          activeId={active?.id ?? null}
          problem={doing.problem ?? problem}
          onPoint={setChosen}
          onChoose={choose}
        />
      ) : (
        <div id={`${id}-list`} hidden />
      )}
      <Count text={answered} count={options.length} isOpen={isOpen} />
    </search>
  );
}

/** How many were found, for those who listen: once the typing rests, not with every letter. */
function Count({ text, count, isOpen }: { readonly text: string; readonly count: number; readonly isOpen: boolean }) {
  const [said, setSaid] = useState('');
  useEffect(() => {
    const words = !isOpen || text === '' ? '' : count === 0 ? `Nothing found for ${text}` : `${count} found`;
    const timer = setTimeout(() => setSaid(words), 500);
    return () => clearTimeout(timer);
  }, [text, count, isOpen]);
  return (
    <span className={styles.count} aria-live="polite">
      {said}
    </span>
  );
}
