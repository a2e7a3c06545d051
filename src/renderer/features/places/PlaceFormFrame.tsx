import type { ReactNode } from 'react';
import type { PlaceDraft } from '../../../shared/model/place.ts';
import type { Problem } from '../../../shared/model/problem.ts';
import { Button } from '../../design/Button.tsx';
import { CheckField, TextField } from '../../design/Field.tsx';
import layout from '../../design/layout.module.css';
import { ProblemPanel } from '../../design/ProblemPanel.tsx';

/** What the forms of all kinds of places share. */
export interface PlaceFormProps {
  readonly submitLabel: string;
  readonly busy: boolean;
  readonly problem: Problem | null;
  readonly onSubmit: (draft: PlaceDraft) => void;
  readonly onCancel: () => void;
}

interface PlaceFormFrameProps extends Omit<PlaceFormProps, 'onSubmit'> {
  readonly onSubmit: () => void;
  readonly children: ReactNode;
}

/** Fields, what the app said of the last press, and the two ways on. */
export function PlaceFormFrame({ submitLabel, busy, problem, onSubmit, onCancel, children }: PlaceFormFrameProps) {
  return (
    <form
      className={layout.stack}
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit();
      }}
    >
      {children}
      {problem === null ? null : <ProblemPanel problem={problem} />}
      <div className={layout.wrap}>
        <Button type="submit" busy={busy}>
          {submitLabel}
        </Button>
        <Button kind="quiet" onClick={onCancel}>
          Close
        </Button>
      </div>
    </form>
  );
}

interface NameAndSiteProps {
  readonly name: string;
  readonly nameError: string | null;
  readonly offsite: boolean;
  readonly onName: (name: string) => void;
  readonly onOffsite: (offsite: boolean) => void;
}

/** The two things every place has: what it is called, and whether it lies away from the servers. */
export function NameAndOffsite({ name, nameError, offsite, onName, onOffsite }: NameAndSiteProps) {
  return (
    <div className={layout.halves}>
      <TextField label="Name" value={name} maxLength={100} error={nameError} onChange={onName} />
      <CheckField
        label="Away from the servers"
        hint="Not at the provider of the servers whose copies lie here: what happens there does not reach it. It then counts as offsite."
        checked={offsite}
        onChange={onOffsite}
      />
    </div>
  );
}
