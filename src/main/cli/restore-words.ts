import { formatBytes } from '../../shared/format/bytes.ts';
import { formatDuration } from '../../shared/format/durations.ts';
import type { Candidate, Proposal } from '../../shared/model/proposal.ts';
import type { LossPreview, PlanCheck, Restore, RestorePlan, RunStep, TableLoss } from '../../shared/model/restore.ts';
import type { PlanStep } from '../../shared/model/runbook.ts';
import { lineWithoutSteering } from '../support/plain-text.ts';
import { facts, table } from './table.ts';

/** As many as help; the window lists the rest. */
const REJECTED_SHOWN = 8;

/** Which backup, why, and why not the others. */
export function describeProposal(proposal: Proposal): string {
  const { proposed, rejected, stillPossible, before } = proposal;
  const reasons = (candidate: Candidate): readonly string[] =>
    candidate.reasons.map(({ speaks, text }) => `  ${{ for: '+', against: '-', note: ' ' }[speaks]} ${lineWithoutSteering(text)}`);
  return [
    ...(before === null ? [] : [`The data has to be from before ${before}.`]),
    ...(proposed === null
      ? ['No backup answers this. What is still possible:', ...stillPossible.map((way) => `  - ${way}`)]
      : [`Proposed: ${candidateWords(proposed)}`, ...reasons(proposed)]),
    ...(rejected.length === 0 ? [] : ['Not proposed:']),
    ...rejected.slice(0, REJECTED_SHOWN).map((each) => `  ${candidateWords(each)}: ${lineWithoutSteering(each.rejectedBecause)}`),
    ...(rejected.length > REJECTED_SHOWN ? [`  and ${rejected.length - REJECTED_SHOWN} more`] : []),
  ].join('\n');
}

function candidateWords({ backup, level, placeName }: Candidate): string {
  const where = level === null ? 'no copy that holds' : `${level}, ${placeName}`;
  const label = backup.label === null ? '' : ` "${backup.label}"`;
  return lineWithoutSteering(`${backup.startedAt}${label} ${backup.kind}, ${where} (${backup.id.slice(0, 8)})`);
}

/** Everything that would happen, with every command. */
export function describePlan(plan: RestorePlan): string {
  const { identity, loss, checks, steps } = plan;
  const live = steps.findIndex(({ touchesLive }) => touchesLive);
  return [
    facts([
      ['Restore', plan.id],
      ['Backup', `${plan.backup.startedAt}, ${plan.backup.kind}, ${plan.level}, from ${plan.placeName} (${plan.backup.id})`],
      ['To', `${plan.siteName} in ${identity.root} on ${identity.serverName} (${identity.address}, ${identity.hostKey})`],
      ...identity.databases.map(({ database, user, serverVersion, serverUuid }): [string, string] => [
        'Database',
        `${database} as ${user}, ${serverVersion}, server ${serverUuid}`,
      ]),
      ['Way', plan.method],
      ['To send', formatBytes(plan.bytesToSend)],
      ['Data lost', `what came in the last ${formatDuration(plan.rpoMs)} before it was noticed`],
      ['Will take', timeWords(plan)],
    ]),
    '',
    describeLoss(loss),
    '',
    'Checks:',
    ...checks.map(checkLine),
    '',
    live === -1 ? 'Steps, none of which touches the live site:' : `Steps; the live site is not touched before step ${live + 1}:`,
    ...steps.flatMap((step, index) => stepLines(step, index)),
  ].join('\n');
}

function timeWords({ rtoMs, rtoFrom }: Pick<RestorePlan, 'rtoMs' | 'rtoFrom'>): string {
  if (rtoMs === null) return 'not known: no drill and no restore was measured yet';
  return `about ${formatDuration(rtoMs)}, ${rtoFrom === 'drill' ? 'measured by the last drill' : 'by measured rates'}`;
}

function checkLine({ verdict, label, found, why }: PlanCheck): string {
  const word = { ok: 'ok       ', attention: 'ATTENTION', 'fix-up': 'put right', stop: 'STOP     ' }[verdict];
  return lineWithoutSteering(`  ${word}  ${label}: ${found}${why === '' ? '' : `. ${why}`}`);
}

function stepLines({ title, commands, changes, undo, touchesLive, estimatedMs }: PlanStep, index: number): readonly string[] {
  const time = estimatedMs === null ? '' : `, about ${formatDuration(estimatedMs)}`;
  return [
    lineWithoutSteering(`  ${index + 1}. ${title}${touchesLive ? ' [live]' : ''}${time}`),
    ...commands.flatMap((command) => command.split('\n').map((line) => `       $ ${lineWithoutSteering(line)}`)),
    ...(changes === '' ? [] : [lineWithoutSteering(`       ${changes}`)]),
    ...(undo === '' ? [] : [lineWithoutSteering(`       Undone: ${undo}`)]),
  ];
}

/** What would be lost, counted on both sides: of tables those that differ. */
export function describeLoss({ countedAt, databases, media, unknown }: LossPreview): string {
  const lines: string[] = [`Counted on both sides at ${countedAt}:`];
  for (const { database, tables } of databases) {
    const differ = tables.filter(isDifferent);
    const same = tables.length - differ.length;
    if (differ.length > 0)
      lines.push(
        table(
          [database, 'Rows now', 'Rows then', 'Difference', 'Newest now', 'Newest then'],
          differ.map((each) => [
            each.table,
            countWords(each.rowsNow, each.estimated),
            countWords(each.rowsBackup, false),
            differenceWords(each),
            each.newestNow ?? '-',
            each.newestBackup ?? '-',
          ]),
        ),
      );
    lines.push(lineWithoutSteering(`${database}: ${same} of ${tables.length} tables have the same number of rows.`));
  }
  for (const { added, replaced, removed, bytesToSend, examples } of media) {
    lines.push(
      `Files: ${added} come back, ${replaced} are replaced, ${removed} are there now and not in the backup; ${formatBytes(bytesToSend)} to send.`,
    );
    for (const { path, change } of examples) lines.push(lineWithoutSteering(`  ${change.padEnd(8)} ${path}`));
  }
  for (const why of unknown) lines.push(lineWithoutSteering(`NOT COUNTED: ${why}`));
  return lines.join('\n');
}

/** What an undo would take away: what came since the restore. */
export function describeUndoLoss({ countedAt, databases, media, code, unknown }: LossPreview): string {
  const lines: string[] = [];
  for (const { database, tables } of databases)
    for (const { table: name, rowsNow, rowsBackup, estimated, newestNow } of tables) {
      const rows = `${estimated ? 'about ' : ''}${(rowsNow ?? 0) - (rowsBackup ?? 0)}`;
      lines.push(`  ${database}.${name}: ${rows} rows that came since${newestNow === null ? '' : `, the newest ${newestNow}`}`);
    }
  for (const { removed, examples } of media) {
    if (removed > 0) lines.push(`  ${removed} files that came or changed since`, ...examples.map(({ path }) => `    ${path}`));
  }
  if (code.length > 0) lines.push(`  made or changed since: ${code.join(', ')}`);
  for (const why of unknown) lines.push(`  NOT COUNTED: ${why}`);
  const head = lines.length === 0 ? `Nothing came since, counted at ${countedAt}.` : `An undo takes away, counted at ${countedAt}:`;
  return [head, ...lines.map(lineWithoutSteering)].join('\n');
}

function isDifferent({ rowsNow, rowsBackup, newestNow, newestBackup }: TableLoss): boolean {
  return rowsNow !== rowsBackup || newestNow !== newestBackup;
}

function countWords(rows: number | null, estimated: boolean): string {
  return rows === null ? 'not there' : `${estimated ? 'about ' : ''}${rows}`;
}

function differenceWords({ rowsNow, rowsBackup }: TableLoss): string {
  const difference = (rowsBackup ?? 0) - (rowsNow ?? 0);
  return difference > 0 ? `+${difference}` : String(difference);
}

const STATES: Readonly<Record<RunStep['state'], string>> = {
  waiting: 'waiting',
  running: '...',
  done: 'done',
  warning: 'WARNING',
  failed: 'FAILED',
  skipped: 'skipped',
  undone: 'undone',
};

/** One line as a step begins or ends. */
export function stepLine({ plan: { steps } }: Restore, { id, state, startedAt, endedAt, problem }: RunStep): string {
  const index = steps.findIndex((step) => step.id === id);
  const number = index === -1 ? '' : `[${index + 1}/${steps.length}] `;
  const took = startedAt === null || endedAt === null ? '' : `, ${formatDuration(Date.parse(endedAt) - Date.parse(startedAt))}`;
  const why = problem === null ? '' : `: ${problem.title}${problem.detail === '' ? '' : ` (${problem.detail})`}`;
  return lineWithoutSteering(`${number}${steps[index]?.title ?? id}: ${STATES[state]}${took}${why}`);
}

/** The journal: what was done, what was found, what is still kept. */
export function describeRestore(restore: Restore): string {
  const { undo, sideRows, checks, problem, bypassUrl, safetyCopyId } = restore;
  const optional = (label: string, value: string | null): [string, string][] => (value === null || value === '' ? [] : [[label, value]]);
  return [
    facts([
      ['Restore', restore.id],
      ['State', restore.state],
      ['Site', restore.plan.siteName],
      ['Backup', `${restore.plan.backup.startedAt} from ${restore.plan.placeName}`],
      ['Way', restore.plan.method],
      ['Confirmed', restore.confirmedAt ?? 'no'],
      ...optional('Ended', restore.endedAt),
      ...optional('Safety copy', safetyCopyId),
      ...optional('Past the page', bypassUrl),
      ...(problem === null ? [] : ([['Problem', `${problem.title} ${problem.detail}`]] as const)),
    ]),
    ...restore.steps.flatMap((step) => [
      `  ${stepLine(restore, step)}`,
      ...step.output
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => `       ${lineWithoutSteering(line)}`),
    ]),
    ...checks.map(({ label, expected, found, ok }) =>
      lineWithoutSteering(`  ${ok ? 'ok ' : 'NOT'} ${label}: ${found}${ok ? '' : `, expected ${expected}`}`),
    ),
    ...sideRows.map(({ database, table: name, rows, putBack }) =>
      lineWithoutSteering(`Kept aside: ${rows} rows of ${database}.${name}${putBack ? ', put back' : ''}`),
    ),
    ...(restore.state === 'deciding' ? [describeComparisons(restore)] : [undoWords(restore)]),
    ...undo.keeps.map((kept) => lineWithoutSteering(`  kept: ${kept}`)),
  ].join('\n');
}

/** Both sides of the tables that wait for a decision, and how to give it. */
export function describeComparisons({ id, comparisons, plan, steps }: Restore): string {
  const number = (count: number | null): string => (count === null ? '-' : String(count));
  const head = ['Table', 'Rows now', 'Rows then', 'Only now', 'Only then', 'Different'];
  const rows = comparisons.map(({ table: name, rowsNow, rowsBackup, onlyNow, onlyBackup, changed }) => [
    name,
    countWords(rowsNow, false),
    countWords(rowsBackup, false),
    number(onlyNow),
    number(onlyBackup),
    number(changed),
  ]);
  const examples = comparisons.flatMap(({ table: name, examples: { onlyNow, onlyBackup, changed }, why }) => [
    ...(onlyNow.length === 0 ? [] : [`  ${name}, only now: ${onlyNow.join('; ')}`]),
    ...(onlyBackup.length === 0 ? [] : [`  ${name}, only then: ${onlyBackup.join('; ')}`]),
    ...(changed.length === 0 ? [] : [`  ${name}, different: ${changed.join('; ')}`]),
    ...(why === null ? [] : [`  ${name}: not all is known, because ${why}`]),
  ]);
  return [
    // The look is the last step of those that wait.
    `Side by side, counted at ${steps.at(-1)?.endedAt ?? 'an unknown time'}, rows told by their primary key:`,
    table(head, rows),
    ...examples.map(lineWithoutSteering),
    lineWithoutSteering(
      `Nothing live was changed. To go on: restore decide ${id.slice(0, 8)} --with replace|merge|keep-aside --confirm ${JSON.stringify(plan.confirmWith)}`,
    ),
    `To want none of them: restore settle ${id.slice(0, 8)} --roll-back`,
  ].join('\n');
}

function undoWords({ id, undo, plan }: Restore): string {
  const size = undo.bytes === null ? '' : ` It takes ${formatBytes(undo.bytes)} on the server.`;
  switch (undo.state) {
    case 'none':
      return 'Nothing is kept for an undo.';
    case 'armed':
      return lineWithoutSteering(
        `The state before is kept. To bring it back: restore undo ${id.slice(0, 8)} --confirm ${plan.confirmWith}.${size}`,
      );
    case 'used':
      return 'The state before was brought back.';
    case 'let-go':
      return 'The old data was let go.';
  }
}
