import { Printer } from 'lucide-react';
import type { BranchNode } from '../../../shared/model/decision-tree.ts';
import { DECISION_TREE, QUESTIONS } from '../../../shared/model/decision-tree.ts';
import { Button } from '../../design/Button.tsx';
import { Icon } from '../../design/Icon.tsx';
import layout from '../../design/layout.module.css';
import { PageHead } from '../../design/PageHead.tsx';
import text from '../../design/text.module.css';
import { useTrail } from '../../frame/use-trail.ts';
import { branchIcon } from '../restore/branch-words.ts';
import { runbookName } from '../restore/rules/restore-words.ts';
import styles from './DecisionTree.module.css';

/** From what happened to what is done about it, on one page: to read before it happens, and to hang on a wall. */
export function DecisionTreeScreen() {
  useTrail([
    { label: 'Incidents', to: { name: 'incidents' } },
    { label: 'Decision tree', to: null },
  ]);
  return (
    <div className={layout.stack}>
      <PageHead
        title="Decision tree"
        meta={['one answer, what is asked after it, and the runbook it leads to']}
        actions={
          <span className={styles.screenOnly}>
            <Button icon={Printer} onClick={() => print()}>
              Print
            </Button>
          </span>
        }
      />
      <p className={styles.root}>What happened?</p>
      <ol className={styles.branches}>
        {DECISION_TREE.map((node, index) => (
          <Branch key={node.branch} node={node} number={index + 1} />
        ))}
      </ol>
    </div>
  );
}

function Branch({ node, number }: { readonly node: BranchNode; readonly number: number }) {
  const headId = `branch-${node.branch}`;
  return (
    <li className={styles.branch} aria-labelledby={headId}>
      <div className={styles.answer}>
        <h2 id={headId}>
          <Icon glyph={branchIcon(node.branch)} /> {number}. {node.title}
        </h2>
        <p className={`${text.small} ${text.soft}`}>{node.leadsTo}</p>
        {node.questions.length === 0 ? (
          <p className={`${text.small} ${text.dim}`}>Nothing more is asked.</p>
        ) : (
          <ul className={styles.questions} aria-label="Asked after it">
            {node.questions.map((question) => (
              <li key={question}>
                {QUESTIONS[question].text}
                <span className={text.second}>{QUESTIONS[question].changes}</span>
              </li>
            ))}
          </ul>
        )}
      </div>
      <div className={styles.way}>
        <h3>Runbook: {runbookName(node.runbook)}</h3>
        <ol className={styles.path}>
          {node.path.map(({ title, hint }) => (
            <li key={title}>
              {title}
              <span className={text.second}>{hint}</span>
            </li>
          ))}
        </ol>
      </div>
    </li>
  );
}
