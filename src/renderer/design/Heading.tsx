import type { ReactNode } from 'react';
import { useEffect, useRef } from 'react';

/**
 * The one h1 of a screen. It takes the focus when the screen appears after a navigation, and again when a loading
 * heading gives way to the real one; never from a control somebody is using.
 */
export function Heading({ children, className }: { readonly children: ReactNode; readonly className?: string | undefined }) {
  const ref = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    const held = document.activeElement;
    if (held === null || held === document.body || held.closest('main') === null) ref.current?.focus({ preventScroll: true });
  }, []);
  return (
    <h1 ref={ref} tabIndex={-1} className={className}>
      {children}
    </h1>
  );
}
