import type { Restore } from '../../../shared/model/restore.ts';
import { ask, EXIT, text, UsageError, type Command, type CommandContext } from '../command.ts';
import { findSite, introduceArchivesOf, introduceEverybody, siteOfCommand } from '../find.ts';
import { findRestore, followRestore } from '../follow-restore.ts';
import { describeRestore, describeUndoLoss } from '../restore-words.ts';
import { table } from '../table.ts';

const string = { type: 'string' } as const;
const flag = { type: 'boolean' } as const;

export const restoreUndo: Command = {
  name: 'restore undo',
  usage: 'restore undo ID --confirm SITE',
  about: 'Brings back the state before a restore. It first counts what came since and would be lost; without --confirm it stops there.',
  options: { confirm: string },
  positionals: [1, 1],
  access: 'work',
  async run(context) {
    const { app, options, note } = context;
    const restore = await openFor(context);
    const loss = await ask(app, 'restore.undo-preview', { restoreId: restore.id });
    const confirm = text(options, 'confirm');
    if (confirm === undefined) {
      const words = `${describeUndoLoss(loss)}\nTo undo it all the same: --confirm ${JSON.stringify(restore.plan.confirmWith)}`;
      return { exit: EXIT.needsConfirmation, json: { loss }, text: words };
    }
    note(describeUndoLoss(loss));
    return followRestore(context, await ask(app, 'restore.undo', { restoreId: restore.id, confirm }));
  },
};

export const restoreSettle: Command = {
  name: 'restore settle',
  usage: 'restore settle ID --continue | --roll-back',
  about:
    'Takes a restore that was interrupted or is stuck to its end, or back to how the site was. --roll-back also ends one that waits for a decision: what lies beside the live data is removed.',
  options: { continue: flag, 'roll-back': flag },
  positionals: [1, 1],
  access: 'work',
  async run(context) {
    const { app, options, note } = context;
    if ((options['continue'] === true) === (options['roll-back'] === true))
      throw new UsageError('One of --continue and --roll-back is needed.');
    const restore = await openFor(context);
    if (restore.state === 'running') {
      note('It is being settled already.');
      return followRestore(context, restore);
    }
    const how = options['continue'] === true ? 'continue' : 'roll-back';
    return followRestore(context, await ask(app, 'restore.settle', { restoreId: restore.id, how }));
  },
};

export const restoreLetGo: Command = {
  name: 'restore let-go',
  usage: 'restore let-go ID --confirm SITE',
  about: 'Deletes the old data that was kept for an undo. After that the restore cannot be undone.',
  options: { confirm: string },
  positionals: [1, 1],
  access: 'work',
  async run(context) {
    const restore = await openFor(context);
    const confirm = text(context.options, 'confirm');
    if (confirm === undefined) {
      const words = `${describeRestore(restore)}\nTo delete what is kept: --confirm ${JSON.stringify(restore.plan.confirmWith)}`;
      return { exit: EXIT.needsConfirmation, json: { restore }, text: words };
    }
    return followRestore(context, await ask(context.app, 'restore.let-go', { restoreId: restore.id, confirm }));
  },
};

export const restorePutBack: Command = {
  name: 'restore put-back',
  usage: 'restore put-back ID TABLE...',
  about: 'Puts rows that a restore took away and kept aside back into their tables. TABLE is a name or DATABASE.NAME.',
  options: {},
  positionals: [2, 200],
  access: 'work',
  async run(context) {
    const restore = await openFor(context);
    const tables = context.positionals.slice(1).map((name) => {
      const found = restore.sideRows.filter(({ database, table: each }) => each === name || `${database}.${each}` === name);
      const [only] = found;
      if (only === undefined || found.length > 1) throw new UsageError(`${name}: ${whatIsAside(restore)}`);
      return { database: only.database, table: only.table };
    });
    return followRestore(context, await ask(context.app, 'restore.put-back', { restoreId: restore.id, tables }));
  },
};

export const restoreShow: Command = {
  name: 'restore show',
  usage: 'restore show ID',
  about: 'The journal of a restore: its steps with what they found, the verification, rows kept aside, what is kept for an undo.',
  options: {},
  positionals: [1, 1],
  access: 'read',
  async run({ app, positionals }) {
    const restore = await findRestore(app, positionals[0] ?? '');
    return { exit: EXIT.done, json: restore, text: describeRestore(restore) };
  },
};

export const restoreList: Command = {
  name: 'restore list',
  usage: 'restore list [SITE]',
  about: 'Restores and plans, newest first.',
  options: {},
  positionals: [0, 1],
  access: 'read',
  async run({ app, positionals }) {
    const [name] = positionals;
    const siteId = name === undefined ? null : (await findSite(app, name)).site.id;
    const restores = await ask(app, 'restore.list', { siteId });
    const rows = restores.map((each) => [
      each.id.slice(0, 8),
      each.createdAt,
      each.siteName,
      each.targetName,
      each.backupAt,
      each.method,
      each.state,
      each.undo,
    ]);
    const head = ['Id', 'Planned (UTC)', 'Site', 'To', 'Backup of (UTC)', 'Way', 'State', 'Undo'];
    return { exit: EXIT.done, json: restores, text: rows.length === 0 ? 'No restore yet.' : table(head, rows) };
  },
};

/** The restore a command names first, with the secrets its job may ask for. */
export async function openFor(context: CommandContext): Promise<Restore> {
  const restore = await findRestore(context.app, context.positionals[0] ?? '');
  await introduceEverybody(context);
  await introduceArchivesOf(context, restore.siteId);
  const { site } = await findSite(context.app, restore.targetSiteId);
  await siteOfCommand(context, site.name);
  return restore;
}

function whatIsAside({ sideRows }: Restore): string {
  if (sideRows.length === 0) return 'no rows are kept aside by this restore.';
  return `rows are kept aside of ${sideRows.map(({ database, table: name }) => `${database}.${name}`).join(', ')}.`;
}
