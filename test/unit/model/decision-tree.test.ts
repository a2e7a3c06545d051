import { expect, test } from 'vitest';
import { branchNode, DECISION_TREE, printDecisionTree, QUESTIONS } from '../../../src/shared/model/decision-tree.ts';
import { RunbookId } from '../../../src/shared/model/runbook.ts';
import { Branch } from '../../../src/shared/model/situation.ts';

test('every answer is offered once and ends in a runbook, and every runbook is reached', () => {
  expect(DECISION_TREE.map(({ branch }) => branch).toSorted()).toEqual(Branch.options.toSorted());
  expect(DECISION_TREE.map(({ runbook }) => runbook).toSorted()).toEqual(RunbookId.options.toSorted());
});

test.each(Branch.options)('the answer %s can be walked to its end', (branch) => {
  const node = branchNode(branch);
  expect(node.path.length).toBeGreaterThan(2);
  expect(new Set(node.questions).size).toBe(node.questions.length);
  for (const { title, hint } of node.path) expect([title, hint]).not.toContain('');
});

test('a dropped table leads to that table alone, and broken media never to the database', () => {
  expect(branchNode('table-dropped').parts).toEqual({ databases: 'tables', media: 'nothing' });
  expect(branchNode('media-broken').parts).toEqual({ databases: 'nothing', media: 'different' });
});

test('a margin is asked only where the site was hacked', () => {
  expect(DECISION_TREE.filter(({ questions }) => questions.includes('margin')).map(({ branch }) => branch)).toEqual(['hacked']);
});

test('the printed tree names every answer, every question it asks and the runbook', () => {
  const text = printDecisionTree();
  for (const node of DECISION_TREE) {
    expect(text).toContain(node.title);
    expect(text).toContain(`=> runbook ${node.runbook};`);
    for (const question of node.questions) expect(text).toContain(QUESTIONS[question].text);
  }
});
