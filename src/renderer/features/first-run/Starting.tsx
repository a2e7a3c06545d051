import { RotateCw } from 'lucide-react';
import type { Problem } from '../../../shared/model/problem.ts';
import { useFleet, useInfo, useJobs } from '../../api/stores.ts';
import { Button } from '../../design/Button.tsx';
import { Heading } from '../../design/Heading.tsx';
import layout from '../../design/layout.module.css';
import { ProblemPanel } from '../../design/ProblemPanel.tsx';
import text from '../../design/text.module.css';
import { BareFrame } from '../../frame/BareFrame.tsx';

/** The moment before the main process has answered, or why it did not. */
export function Starting({ problem }: { readonly problem: Problem | null }) {
  const refreshInfo = useInfo((state) => state.refresh);
  const refreshFleet = useFleet((state) => state.refresh);
  const refreshJobs = useJobs((state) => state.refresh);
  return (
    <BareFrame>
      <div className={layout.column}>
        <Heading className={text.question}>{problem === null ? 'Opening the catalog' : 'Holdfast cannot start its work'}</Heading>
        {problem === null ? (
          <output className={text.lead}>Reading what is known of your sites.</output>
        ) : (
          <ProblemPanel
            problem={problem}
            actions={
              <Button
                kind="primary"
                icon={RotateCw}
                onClick={() => {
                  void refreshInfo();
                  void refreshFleet();
                  void refreshJobs();
                }}
              >
                Try again
              </Button>
            }
          />
        )}
      </div>
    </BareFrame>
  );
}
