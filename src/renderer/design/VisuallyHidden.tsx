import type { ReactNode } from 'react';
import text from './text.module.css';

/** Words for those who listen to the screen. */
export function VisuallyHidden({ children }: { readonly children: ReactNode }) {
  return <span className={text.hidden}>{children}</span>;
}
