import { KeyRound } from 'lucide-react';
import type { ReactNode } from 'react';
import { useState } from 'react';
import type { HostKeyAnswer } from '../../../shared/model/server.ts';
import { Button } from '../../design/Button.tsx';
import { Command, CopyButton } from '../../design/Command.tsx';
import { TextField } from '../../design/Field.tsx';
import { Fingerprint } from '../../design/Fingerprint.tsx';
import form from '../../design/form.module.css';
import layout from '../../design/layout.module.css';
import { Note } from '../../design/Note.tsx';
import { Status } from '../../design/Status.tsx';
import text from '../../design/text.module.css';
import type { Comparison } from './compare-fingerprint.ts';
import { DIGEST_LENGTH, compareFingerprint, keyTypeName } from './compare-fingerprint.ts';

interface HostKeyQuestionProps {
  readonly answer: HostKeyAnswer;
  /** Shown before the fingerprint in place of the usual sentence: when a pinned key was replaced. */
  readonly lead?: ReactNode;
  readonly pinLabel: string;
  readonly pinning: boolean;
  readonly onPin: () => void;
  /** The key gets a default button only where nothing speaks against it. */
  readonly hasDefault: boolean;
  /** The other ways out. */
  readonly others: ReactNode;
}

/** The key a server answered with, what this computer knows of it, and the ways to compare it with a source outside this connection. */
export function HostKeyQuestion({ answer, lead, pinLabel, pinning, onPin, hasDefault, others }: HostKeyQuestionProps) {
  const [pasted, setPasted] = useState('');
  const comparison = compareFingerprint(pasted, answer.hostKey);
  const calm = answer.knownHosts === 'same-key' || answer.knownHosts === 'unknown';
  return (
    <div className={layout.stack}>
      {lead ?? (
        <p className={text.prose}>
          The server answered with this key. Compare it with a source <strong>outside this connection</strong>: your host’s panel, or the
          server’s own console.
        </p>
      )}
      <div>
        <Fingerprint value={answer.hostKey.fingerprint} />
        <p className={`${text.small} ${text.dim}`}>{keyTypeName(answer.hostKey.type)} key</p>
      </div>
      <KnownHosts answer={answer} />
      <div className={form.form}>
        <div className={`${form.f3} ${layout.tight}`}>
          <p className={`${text.small} ${text.soft}`}>On the server’s console, this prints the same line:</p>
          <Command text={answer.consoleCommand} label="Command for the server's console" />
          <div>
            <CopyButton text={answer.consoleCommand}>Copy the command</CopyButton>
          </div>
        </div>
        <div className={`${form.f3} ${layout.tight}`}>
          <TextField label="Or paste what your host shows" mono value={pasted} onChange={setPasted} placeholder="SHA256:" />
          <output className={text.small}>
            <ComparisonWords comparison={comparison} />
          </output>
        </div>
      </div>
      <div className={layout.wrap}>
        <Button
          kind={hasDefault && calm ? 'primary' : 'plain'}
          icon={KeyRound}
          busy={pinning}
          blocked={whyNotPin(answer, comparison)}
          onClick={onPin}
        >
          {pinLabel}
        </Button>
        {others}
      </div>
    </div>
  );
}

function whyNotPin(answer: HostKeyAnswer, comparison: Comparison): string | null {
  if (answer.knownHosts === 'revoked') return 'known_hosts of this computer marks this key as revoked';
  if (comparison.result === 'different') return 'What was pasted is another fingerprint';
  return null;
}

function ComparisonWords({ comparison }: { readonly comparison: Comparison }) {
  switch (comparison.result) {
    case 'nothing':
      return null;
    case 'same':
      return <Status tone="ok">the same, all {DIGEST_LENGTH} characters</Status>;
    case 'incomplete':
      return (
        <Status tone="warn">
          {comparison.characters} of {DIGEST_LENGTH} characters, the same so far
        </Status>
      );
    case 'different':
      return (
        <>
          <Status tone="crit">different from character {comparison.at}</Status>
          {comparison.words}
        </>
      );
    case 'not-comparable':
      return <span className={text.soft}>{comparison.words}</span>;
  }
}

function KnownHosts({ answer }: { readonly answer: HostKeyAnswer }) {
  switch (answer.knownHosts) {
    case 'same-key':
      return (
        <Note tone="ok">
          <strong>known_hosts on this computer already has this key</strong> for this address: somebody with this account has accepted it
          before.
        </Note>
      );
    case 'other-key':
      return (
        <Note tone="crit">
          <strong>known_hosts on this computer has another key for this address.</strong> The server was rebuilt, or something else answers
          in its place. Nothing was sent. Ask the hosting provider before going on.
        </Note>
      );
    case 'revoked':
      return (
        <Note tone="crit">
          <strong>known_hosts on this computer marks this key as revoked.</strong> Nothing was sent. It cannot be pinned; ask the hosting
          provider.
        </Note>
      );
    case 'unknown':
      return <p className={`${text.small} ${text.soft}`}>known_hosts on this computer has no key for this address.</p>;
  }
}
