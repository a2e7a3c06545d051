import type { ReactNode } from 'react';
import { useNavigation } from '../api/stores.ts';
import type { Screen } from '../navigation.ts';
import { addressOf } from '../navigation.ts';

interface ScreenLinkProps {
  readonly to: Screen;
  readonly children: ReactNode;
  readonly className?: string | undefined;
  readonly title?: string | undefined;
  readonly current?: boolean;
}

/** A link to a screen of the app. */
export function ScreenLink({ to, children, className, title, current = false }: ScreenLinkProps) {
  const go = useNavigation((state) => state.go);
  return (
    <a
      href={addressOf(to)}
      className={className}
      title={title}
      aria-current={current ? 'page' : undefined}
      onClick={(event) => {
        event.preventDefault();
        go(to);
      }}
    >
      {children}
    </a>
  );
}
