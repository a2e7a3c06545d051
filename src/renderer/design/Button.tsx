import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { useId } from 'react';
import { classNames } from './class-names.ts';
import { Icon } from './Icon.tsx';
import { Keys } from './Keys.tsx';
import styles from './Button.module.css';
import { VisuallyHidden } from './VisuallyHidden.tsx';

interface ButtonProps {
  readonly children: ReactNode;
  /** One primary on a screen. Quiet is for the way out. */
  readonly kind?: 'primary' | 'plain' | 'quiet';
  readonly size?: 's' | 'm' | 'l';
  readonly icon?: LucideIcon;
  readonly type?: 'button' | 'submit';
  /** Id of the form it submits, where it stands outside of it. */
  readonly form?: string;
  /** Why it cannot be used now. The button stays focusable and says so. */
  readonly blocked?: string | null | undefined;
  /** Work is under way: further presses are ignored. */
  readonly busy?: boolean;
  /** Keyboard shortcut shown inside, "N" for Ctrl N. */
  readonly keys?: string;
  readonly onClick?: () => void;
}

export function Button({
  children,
  kind = 'plain',
  size = 'm',
  icon,
  type = 'button',
  form,
  blocked,
  busy = false,
  keys,
  onClick,
}: ButtonProps) {
  const reasonId = useId();
  const isBlocked = blocked !== undefined && blocked !== null && blocked !== '';
  return (
    <>
      <button
        type={type}
        form={form}
        className={classNames(styles.button, styles[kind], styles[size])}
        aria-disabled={isBlocked || busy ? 'true' : undefined}
        aria-busy={busy ? 'true' : undefined}
        aria-describedby={isBlocked ? reasonId : undefined}
        title={isBlocked ? blocked : undefined}
        onClick={(event) => {
          if (isBlocked || busy) event.preventDefault();
          else onClick?.();
        }}
      >
        {icon === undefined ? null : <Icon glyph={icon} size={size === 's' ? 14 : 16} />}
        {children}
        {keys === undefined ? null : <Keys combination={keys} />}
      </button>
      {isBlocked ? (
        <span id={reasonId} hidden>
          {blocked}
        </span>
      ) : null}
    </>
  );
}

interface IconButtonProps {
  readonly icon: LucideIcon;
  /** What it does and to what: "Cancel Back up aurora-market". */
  readonly label: string;
  readonly size?: 's' | 'm';
  readonly blocked?: string | null | undefined;
  readonly onClick: () => void;
}

export function IconButton({ icon, label, size = 's', blocked, onClick }: IconButtonProps) {
  const isBlocked = blocked !== undefined && blocked !== null && blocked !== '';
  return (
    <button
      type="button"
      className={classNames(styles.button, styles.plain, styles[size], styles.icon)}
      aria-disabled={isBlocked ? 'true' : undefined}
      title={isBlocked ? blocked : label}
      onClick={() => {
        if (!isBlocked) onClick();
      }}
    >
      <Icon glyph={icon} size={14} />
      <VisuallyHidden>{isBlocked ? `${label}: ${blocked}` : label}</VisuallyHidden>
    </button>
  );
}

interface TextButtonProps {
  readonly children: ReactNode;
  readonly onClick: () => void;
}

/** An action inside a sentence or at the end of a line. */
export function TextButton({ children, onClick }: TextButtonProps) {
  return (
    <button type="button" className={styles.text} onClick={onClick}>
      {children}
    </button>
  );
}
