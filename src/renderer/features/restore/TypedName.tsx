import { useState } from 'react';
import type { LucideIcon } from 'lucide-react';
import { Lock } from 'lucide-react';
import { Button } from '../../design/Button.tsx';
import { Field } from '../../design/Field.tsx';
import styles from './IdentityGuard.module.css';

interface TypedNameProps {
  readonly label: string;
  /** What must be typed. */
  readonly name: string;
  readonly action: string;
  readonly icon: LucideIcon;
  readonly busy: boolean;
  readonly onConfirm: (typed: string) => void;
}

/** A lock that opens when the name of the site was typed: the hand that types it reads it. Enter does not press the button. */
export function TypedName({ label, name, action, icon, busy, onConfirm }: TypedNameProps) {
  const [typed, setTyped] = useState('');
  const same = sameLength(typed, name);
  const open = typed === name;
  return (
    <div className={styles.lock}>
      <Field label={label} hint={<Matching typed={typed} name={name} same={same} />}>
        {({ id, describedBy }) => (
          <input
            id={id}
            className={styles.typed}
            value={typed}
            autoComplete="off"
            autoCapitalize="off"
            spellCheck={false}
            aria-describedby={describedBy}
            onChange={(event) => setTyped(event.target.value)}
          />
        )}
      </Field>
      <div className={styles.press}>
        <Button
          kind="primary"
          size="l"
          icon={open ? icon : Lock}
          busy={busy}
          blocked={open ? null : `Type ${name} first: ${whatIsMissing(typed, name, same)}`}
          onClick={() => onConfirm(typed)}
        >
          {action}
        </Button>
      </div>
    </div>
  );
}

function Matching({ typed, name, same }: { readonly typed: string; readonly name: string; readonly same: number }) {
  if (typed === '')
    return (
      <>
        the name is <b>{name}</b>
      </>
    );
  if (typed === name) return <>matches, all {name.length} characters</>;
  if (same < typed.length) return <>different from character {same + 1} on</>;
  return (
    <>
      {same} of {name.length} characters, matching so far: {name.slice(0, same)}
      <b>{name.slice(same)}</b>
    </>
  );
}

/** Characters that are the same from the first on. */
export function sameLength(typed: string, name: string): number {
  let length = 0;
  while (length < typed.length && typed[length] === name[length]) length += 1;
  return length;
}

function whatIsMissing(typed: string, name: string, same: number): string {
  if (typed === '') return 'nothing is typed yet';
  return same < typed.length ? `different from character ${same + 1} on` : `${same} of ${name.length} characters`;
}
