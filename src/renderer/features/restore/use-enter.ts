import { useEffect, useLayoutEffect, useRef } from 'react';

/** Enter goes on, unless it means something where the focus is: a button, a link, a field. */
export function useEnter(act: () => void): void {
  const latest = useRef(act);
  // Before it is painted: whoever sees that it is ready may press at once.
  useLayoutEffect(() => {
    latest.current = act;
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'Enter' || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
      if (document.querySelector('dialog[open]') !== null || means(event.target)) return;
      event.preventDefault();
      latest.current();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);
}

function means(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    target.matches('a, button, summary, select, textarea, input:not([type="radio"]):not([type="checkbox"]), [role="group"][tabindex]')
  );
}
