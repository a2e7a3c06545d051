import type { ReactNode } from 'react';
import type { Proposal } from '../../../shared/model/proposal.ts';
import layout from '../../design/layout.module.css';
import { Panel } from '../../design/Panel.tsx';
import { Statement } from '../../design/Statement.tsx';

/** Nothing is proposed: it says so, and what is still possible. */
export function NoCandidate({ proposal, children }: { readonly proposal: Proposal; readonly children: ReactNode }) {
  return (
    <div className={layout.stack}>
      <Statement
        tone="warn"
        title={proposal.rejected.length === 0 ? 'There is no backup of this site' : 'No backup is safe to use by itself'}
      >
        {proposal.rejected.length === 0
          ? 'Nothing in the catalog belongs to this site. What is still possible is below.'
          : 'Each one has something against it. Read why, then decide: a person may know what the catalog does not.'}
      </Statement>
      {proposal.stillPossible.length === 0 ? null : (
        <Panel title="What is still possible">
          <ul className={layout.tight}>
            {proposal.stillPossible.map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
        </Panel>
      )}
      {children}
    </div>
  );
}
