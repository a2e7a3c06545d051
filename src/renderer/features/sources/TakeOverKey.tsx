import { useState } from 'react';
import { useAction } from '../../api/use-action.ts';
import { Button } from '../../design/Button.tsx';
import { TextField } from '../../design/Field.tsx';
import layout from '../../design/layout.module.css';
import { ProblemPanel } from '../../design/ProblemPanel.tsx';

/** On a new computer: the key on the paper, so that what was sealed before can be opened here. */
export function TakeOverKey({ onDone }: { readonly onDone: () => void }) {
  const take = useAction('key.import');
  const [identity, setIdentity] = useState('');
  const typed = identity.trim();
  return (
    <div className={layout.stack}>
      <TextField
        label="Secret key of the recovery kit"
        type="password"
        mono
        value={identity}
        maxLength={200}
        hint="The line that begins with AGE-SECRET-KEY-1. It goes to the keychain and is not shown again."
        onChange={setIdentity}
      />
      <div>
        <Button
          size="s"
          busy={take.busy}
          blocked={/^AGE-SECRET-KEY-1[0-9A-Z]+$/i.test(typed) ? null : 'It begins with AGE-SECRET-KEY-1'}
          onClick={() => {
            void take.run({ identity: typed }).then((done) => {
              if (done !== null) onDone();
            });
          }}
        >
          Take it over
        </Button>
      </div>
      {take.problem === null ? null : <ProblemPanel problem={take.problem} />}
    </div>
  );
}
