import { useEffect } from 'react';
import type { Screen } from '../navigation.ts';
import { useNavigation } from '../api/stores.ts';
import { RAIL_ENTRIES } from './rail-entries.ts';

interface ShortcutActions {
  readonly toggleKeyMap: () => void;
  /** Absent where a recovery is on screen already. */
  readonly startRecovery?: () => void;
}

const REGIONS = ['title bar', 'rail', 'main', 'next step', 'status bar'] as const;

/** Keys that work everywhere. None starts a restore, a prune or a cancel by itself; Esc steps back and never cancels a job. */
export function useShortcuts({ toggleKeyMap, startRecovery }: ShortcutActions): void {
  const go = useNavigation((state) => state.go);
  const back = useNavigation((state) => state.back);
  const screen = useNavigation((state) => state.screen);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || document.querySelector('dialog[open]') !== null) return;
      const act = chooseAction(event, screen, { go, back, toggleKeyMap, ...(startRecovery === undefined ? {} : { startRecovery }) });
      if (act === null) return;
      event.preventDefault();
      act();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [go, back, screen, toggleKeyMap, startRecovery]);
}

interface Actions extends ShortcutActions {
  readonly go: (screen: Screen) => void;
  readonly back: () => void;
}

function chooseAction(event: KeyboardEvent, screen: Screen, actions: Actions): (() => void) | null {
  const modified = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
  if (modified) {
    const entry = RAIL_ENTRIES[Number(event.key) - 1];
    if (entry !== undefined) return () => actions.go(entry.screen);
    if (event.key === ',') return () => actions.go({ name: 'settings' });
    if (event.key.toLowerCase() === 'n') return () => actions.go({ name: 'add-server' });
    return null;
  }
  if ((event.ctrlKey || event.metaKey) && event.shiftKey && event.key.toLowerCase() === 'r') return actions.startRecovery ?? null;
  if (event.key === 'F6') return () => focusNextRegion(event.shiftKey ? -1 : 1);
  if (isTyping(event.target)) return null;
  if (event.key === '?') return actions.toggleKeyMap;
  // The fleet is the ground floor: there is no step back from it.
  if (event.key === 'Escape' && screen.name !== 'fleet') return actions.back;
  return null;
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches('input:not([type="radio"]):not([type="checkbox"]), textarea, select');
}

/** Moves to the next part of the window: its first control, or the part itself when it has none. */
function focusNextRegion(direction: 1 | -1): void {
  const regions = REGIONS.map((name) => document.querySelector<HTMLElement>(`[data-region="${name}"]`)).filter((region) => region !== null);
  const current = regions.findIndex((region) => region.contains(document.activeElement));
  const start = current < 0 ? (direction === 1 ? -1 : 0) : current;
  const region = regions[(start + direction + regions.length) % regions.length];
  const first = region?.querySelector<HTMLElement>('h1[tabindex="-1"], a[href], button, input, select');
  (first ?? region)?.focus();
}

/** Ctrl (Cmd) and a letter, while the part that uses it is on screen. */
export function useModifiedKey(letter: string, act: () => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey || event.key.toLowerCase() !== letter) return;
      if (document.querySelector('dialog[open]') !== null) return;
      event.preventDefault();
      act();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [letter, act]);
}
