import { TableDecision, type Restore } from '../../../shared/model/restore.ts';
import { ask, EXIT, oneOf, text, UsageError, type Command, type OptionValues } from '../command.ts';
import { followRestore } from '../follow-restore.ts';
import { describeComparisons, describePlan } from '../restore-words.ts';
import { openFor } from './restore-after.ts';

const string = { type: 'string' } as const;
const ACTIONS = TableDecision.shape.action.options;
const WAYS = ACTIONS.join('|');

export const restoreDecide: Command = {
  name: 'restore decide',
  usage: `restore decide ID [--with ${WAYS}] [--tables NAME=${WAYS},...] --confirm SITE [--dry-run]`,
  about:
    'Says what becomes of the tables that a restore imported beside the live ones to be looked at, and goes on. --with is for all of them, --tables for some. Without --confirm, or with --dry-run, it shows both sides and the plan, and nothing runs. To want none of them: restore settle ID --roll-back.',
  options: { with: string, tables: string, confirm: string, 'dry-run': { type: 'boolean' } },
  positionals: [1, 1],
  access: 'work',
  async run(context) {
    const { app, options, note } = context;
    const restore = await openFor(context);
    const tables = decisionsOf(options, restore);
    if (tables.length === 0) {
      const words =
        restore.state === 'deciding' ? describeComparisons(restore) : `This restore waits for no decision: it is ${restore.state}.`;
      return { exit: restore.state === 'deciding' ? EXIT.needsConfirmation : EXIT.failed, json: { restore }, text: words };
    }
    const confirm = text(options, 'confirm');
    if (options['dry-run'] !== true && confirm !== undefined)
      return followRestore(context, await ask(app, 'restore.decide', { restoreId: restore.id, tables, confirm }));
    note('Looking at both sides...');
    const plan = await ask(app, 'restore.plan-decision', { restoreId: restore.id, tables });
    const stops = plan.checks.some(({ verdict }) => verdict === 'stop');
    const run = stops ? 'It cannot run as long as a check says STOP.' : `To run it: --confirm ${JSON.stringify(plan.confirmWith)}`;
    const exit = stops ? EXIT.failed : options['dry-run'] === true ? EXIT.done : EXIT.needsConfirmation;
    return { exit, json: { plan }, text: `${describePlan(plan)}\n\n${run}` };
  },
};

/** Of the tables that wait; empty: nothing was said. */
function decisionsOf(options: OptionValues, { plan }: Restore): TableDecision[] {
  const forAll = oneOf(options, 'with', ACTIONS);
  const named = namedActions(text(options, 'tables') ?? '');
  const waiting = plan.choice.databases.flatMap(({ artifactId, tables }) =>
    (tables ?? []).flatMap(({ name, action }) => (action === 'decide' ? [{ artifactId, table: name }] : [])),
  );
  const unknown = [...named.keys()].filter((name) => !waiting.some(({ table }) => table === name));
  if (unknown.length > 0) throw new UsageError(`--tables: ${unknown.join(', ')} does not wait for a decision.`);
  return waiting.flatMap((table) => {
    const action = named.get(table.table) ?? forAll;
    return action === undefined ? [] : [{ ...table, action }];
  });
}

function namedActions(list: string): ReadonlyMap<string, TableDecision['action']> {
  const pairs = list.split(',').filter((pair) => pair.trim() !== '');
  return new Map(
    pairs.map((pair) => {
      const at = pair.lastIndexOf('=');
      const action = TableDecision.shape.action.safeParse(pair.slice(at + 1).trim());
      if (at < 1 || !action.success) throw new UsageError(`--tables: ${pair}: it is NAME=${WAYS}.`);
      return [pair.slice(0, at).trim(), action.data];
    }),
  );
}
