import type { RunbookId } from './runbook.ts';
import type { Branch } from './situation.ts';

/** A follow-up question. Each is asked only on branches where its answer changes the result. */
export type Question = 'started' | 'margin' | 'tables' | 'paths' | 'writing';

export const QUESTIONS: Readonly<Record<Question, { readonly text: string; readonly changes: string }>> = {
  started: { text: 'When did it start?', changes: 'The backup has to be from before that.' },
  margin: { text: 'How long before the first sign is nothing trusted either?', changes: 'Backups within that time are not proposed.' },
  tables: { text: 'Which tables?', changes: 'Only those are restored, from the newest backup that holds them.' },
  paths: { text: 'Which files or folders?', changes: 'Only those are looked at and put back.' },
  writing: {
    text: 'Is the site still writing?',
    changes: 'Then the maintenance page goes up first, and rows written since are kept aside.',
  },
};

/** What is restored on a branch unless the operator chooses otherwise. */
export interface DefaultParts {
  readonly databases: 'whole' | 'tables' | 'nothing';
  readonly media: 'whole' | 'different' | 'nothing';
}

export interface BranchNode {
  readonly branch: Branch;
  readonly title: string;
  /** One line: what the answer leads to. */
  readonly leadsTo: string;
  readonly questions: readonly Question[];
  /** "Where this answer leads", in order. */
  readonly path: readonly { readonly title: string; readonly hint: string }[];
  readonly runbook: RunbookId;
  readonly parts: DefaultParts;
  /** The site shows its maintenance page before anything else is done. */
  readonly maintenanceFirst: boolean;
}

/** The tree, in the order the answers are offered. */
export const DECISION_TREE: readonly BranchNode[] = [
  {
    branch: 'data-damaged',
    title: 'Data deleted or corrupted today',
    leadsTo: 'The newest backup from before it started. What changed since is compared first.',
    questions: ['started', 'tables', 'writing'],
    path: [
      { title: 'Site paused', hint: 'while visitors still write' },
      { title: 'Newest backup from before', hint: 'by when it started' },
      { title: 'Safety copy', hint: 'of the state now' },
      { title: 'Restore aside, compare, switch', hint: 'the live site is touched last' },
      { title: 'Rows written since', hint: 'kept aside, put back by choice' },
    ],
    runbook: 'data',
    parts: { databases: 'whole', media: 'nothing' },
    maintenanceFirst: true,
  },
  {
    branch: 'hacked',
    title: 'The site was hacked',
    leadsTo: 'A backup from before the first suspicious event, read from a copy off the server.',
    questions: ['started', 'margin'],
    path: [
      { title: 'Site paused', hint: 'nobody else changes anything' },
      { title: 'Evidence kept', hint: 'logs, accounts, changed files' },
      { title: 'Backup from before the first sign', hint: 'less the margin' },
      { title: 'Safety copy', hint: 'held as evidence' },
      { title: 'Restore aside, compare, switch', hint: 'databases and media' },
      { title: 'New passwords and keys', hint: 'today' },
      { title: 'Watch', hint: '24 to 48 h' },
    ],
    runbook: 'hacked',
    parts: { databases: 'whole', media: 'whole' },
    maintenanceFirst: true,
  },
  {
    branch: 'table-dropped',
    title: 'A table was dropped',
    leadsTo: 'Only that table, from the newest backup that holds it. Everything else stays.',
    questions: ['tables', 'writing'],
    path: [
      { title: 'Newest backup that holds the table', hint: 'with its rows' },
      { title: 'Table cut out of the dump', hint: 'imported beside the live ones' },
      { title: 'Compared, then switched', hint: 'other tables keep their new rows' },
    ],
    runbook: 'tables',
    parts: { databases: 'tables', media: 'nothing' },
    maintenanceFirst: false,
  },
  {
    branch: 'update-failed',
    title: 'An update went wrong',
    leadsTo: 'The checkpoint taken before the update, else the newest whole backup from before.',
    questions: ['started', 'writing'],
    path: [
      { title: 'Site paused', hint: 'while visitors still write' },
      { title: 'Checkpoint from before the update', hint: 'databases and media' },
      { title: 'Safety copy', hint: 'of the state now' },
      { title: 'Code of before', hint: 'deployed by you' },
      { title: 'Restore aside, compare, switch', hint: 'then the site comes back' },
    ],
    runbook: 'undo-update',
    parts: { databases: 'whole', media: 'different' },
    maintenanceFirst: true,
  },
  {
    branch: 'media-broken',
    title: 'Media files are missing or broken',
    leadsTo: 'Only the files that are missing or different. The database is not touched.',
    questions: ['paths'],
    path: [
      { title: 'Newest backup from before', hint: 'with its whole chain' },
      { title: 'Files compared', hint: 'missing or different' },
      { title: 'Put back', hint: 'what they replace is kept aside' },
      { title: 'Sample tested', hint: 'contents and hashes' },
    ],
    runbook: 'media',
    parts: { databases: 'nothing', media: 'different' },
    maintenanceFirst: false,
  },
  {
    branch: 'server-gone',
    title: 'The server is gone',
    leadsTo: 'A new server, from a copy on this computer, a drive or in S3.',
    questions: [],
    path: [
      { title: 'Newest proven backup', hint: 'from a copy that is not on the server' },
      { title: 'New server', hint: 'dependencies, code, settings' },
      { title: 'Databases and media', hint: 'imported and compared' },
      { title: 'Cron, DNS, certificate', hint: 'step by step' },
    ],
    runbook: 'new-server',
    parts: { databases: 'whole', media: 'whole' },
    maintenanceFirst: false,
  },
  {
    branch: 'practice',
    title: 'Only testing',
    leadsTo: 'A drill into a scratch target. The live site is never touched.',
    questions: [],
    path: [
      { title: 'Newest backup', hint: 'or one you choose' },
      { title: 'Scratch target', hint: 'removed afterwards' },
      { title: 'Compared and timed', hint: 'the copy counts as proven' },
    ],
    runbook: 'practice',
    parts: { databases: 'whole', media: 'nothing' },
    maintenanceFirst: false,
  },
];

export function branchNode(branch: Branch): BranchNode {
  const node = DECISION_TREE.find((candidate) => candidate.branch === branch);
  if (node === undefined) throw new TypeError(`The decision tree lacks ${branch}`);
  return node;
}

/** The tree as plain text, one branch a paragraph: for documents and the command line. */
export function printDecisionTree(): string {
  const lines = ['What happened?'];
  for (const node of DECISION_TREE) {
    lines.push('', `- ${node.title}`, `    ${node.leadsTo}`);
    for (const question of node.questions) lines.push(`    ? ${QUESTIONS[question].text} ${QUESTIONS[question].changes}`);
    node.path.forEach(({ title, hint }, index) => lines.push(`    ${index + 1}. ${title} (${hint})`));
    lines.push(`    => runbook ${node.runbook}; databases: ${node.parts.databases}; media: ${node.parts.media}`);
  }
  return `${lines.join('\n')}\n`;
}
