import type { RestorePlan } from '../../../shared/model/restore.ts';
import type { Proposal } from '../../../shared/model/proposal.ts';
import { ask, EXIT, text, type Command, type CommandContext, type CommandResult } from '../command.ts';
import { findSite, introduceArchives, introduceArchivesOf, introduceEverybody, siteOfCommand } from '../find.ts';
import { findRestore, followRestore } from '../follow-restore.ts';
import { choiceOf, RESTORE_OPTIONS, situationOf } from '../restore-answers.ts';
import { describePlan, describeProposal } from '../restore-words.ts';
import { findBackup, findPlace } from '../words.ts';

const string = { type: 'string' } as const;
const flag = { type: 'boolean' } as const;

const WHAT =
  '[--branch data-damaged|hacked|table-dropped|update-failed|media-broken|server-gone|practice] [--noticed WHEN] [--first-sign WHEN] [--margin HOURS] ' +
  '[--tables A,B [--action replace|merge|keep-aside|decide]] [--paths P,Q] [--writing yes|no] [--backup ID] [--place PLACE] [--to-site SITE] ' +
  '[--method swap|switch-env|in-place] [--database NAME|nothing] [--content all|structure|data] [--media whole|different|paths|nothing] ' +
  '[--compare-by time|hash] [--no-maintenance] [--migrate]';

export const restorePlan: Command = {
  name: 'restore plan',
  usage: `restore plan SITE ${WHAT}`,
  about:
    'Says which backup answers what happened and why not the others, what would be lost, and every step with its commands. Nothing is changed. WHEN is a time like 2026-11-25T22:00Z, or how long ago like 26h. It goes on with the open incident of the site, or opens one.',
  options: { ...RESTORE_OPTIONS, 'dry-run': flag },
  positionals: [1, 1],
  access: 'work',
  async run(context) {
    const planned = await planFor(context, context.positionals[0] ?? '');
    return planned.plan === null ? nothingProposed(planned) : resultOf(planned, planned.plan, EXIT.done);
  },
};

export const restoreRun: Command = {
  name: 'restore run',
  usage: `restore run RESTORE --confirm SITE | restore run SITE ${WHAT} --confirm SITE [--dry-run]`,
  about:
    'Runs a plan by the beginning of its id, or plans for a site and runs that. --confirm is the name of the site that is written to; without it, or with --dry-run, the plan is shown and nothing runs. Ctrl-C takes back what was done. With --action decide the tables are imported beside the live ones and compared; then it waits for `restore decide`.',
  options: { ...RESTORE_OPTIONS, confirm: string, 'dry-run': flag },
  positionals: [1, 1],
  access: 'work',
  async run(context) {
    const { app, options, positionals } = context;
    const name = positionals[0] ?? '';
    const { sites } = await ask(app, 'fleet.status', undefined);
    const isSite = sites.some(({ site }) => site.name === name || site.id === name);
    const planned = isSite ? await planFor(context, name) : await plannedBefore(context, name);
    const { plan } = planned;
    if (plan === null) return nothingProposed(planned);
    if (options['dry-run'] === true) return resultOf(planned, plan, EXIT.done);
    const confirm = text(options, 'confirm');
    if (confirm === undefined) return resultOf(planned, plan, EXIT.needsConfirmation);
    return followRestore(context, await ask(app, 'restore.run', { restoreId: plan.id, confirm }));
  },
};

interface Planned {
  /** Null: of a plan that was made before. */
  readonly proposal: Proposal | null;
  /** Null: no backup was proposed, and none was named. */
  readonly plan: RestorePlan | null;
}

async function planFor(context: CommandContext, siteName: string): Promise<Planned> {
  const { app, options, note } = context;
  // Everybody first: a copy may lie anywhere.
  await introduceEverybody(context);
  const status = await siteOfCommand(context, siteName);
  introduceArchives(context, status);
  const { site } = status;
  const toSite = text(options, 'to-site');
  const target = toSite === undefined ? site : (await siteOfCommand(context, toSite)).site;
  const incident = await ask(app, 'incident.open', { siteId: site.id });
  const situation = situationOf(options, incident.situation, Date.now());
  await ask(app, 'incident.answer', { incidentId: incident.id, situation, choice: null });
  const proposal = await ask(app, 'incident.propose', { incidentId: incident.id });
  note(describeProposal(proposal));
  const backup = text(options, 'backup');
  const place = text(options, 'place');
  const backupId = backup === undefined ? proposal.proposed?.backup.id : await findBackup(app, backup);
  if (backupId === undefined) return { proposal, plan: null };
  const { backup: chosen } = await ask(app, 'backup.details', { backupId });
  const choice = choiceOf(options, situation, {
    incidentId: incident.id,
    backupId,
    placeId: place === undefined ? null : (await findPlace(app, place)).id,
    targetSiteId: target.id,
    artifacts: chosen.artifacts,
  });
  note('Looking at both sides...');
  return { proposal, plan: await ask(app, 'restore.plan', choice) };
}

async function plannedBefore(context: CommandContext, id: string): Promise<Planned> {
  const { plan, siteId, targetSiteId } = await findRestore(context.app, id);
  await introduceEverybody(context);
  await introduceArchivesOf(context, siteId);
  const { site } = await findSite(context.app, targetSiteId);
  await siteOfCommand(context, site.name);
  return { proposal: null, plan };
}

function nothingProposed({ proposal }: Planned): CommandResult {
  return { exit: EXIT.failed, json: { proposal, plan: null }, text: 'No backup was proposed. Choose one with --backup.' };
}

function resultOf({ proposal }: Planned, plan: RestorePlan, exit: CommandResult['exit']): CommandResult {
  const stops = plan.checks.some(({ verdict }) => verdict === 'stop');
  const run = stops
    ? 'It cannot run as long as a check says STOP.'
    : `To run it: restore run ${plan.id.slice(0, 8)} --confirm ${JSON.stringify(plan.confirmWith)}`;
  return { exit: stops ? EXIT.failed : exit, json: { proposal, plan }, text: `${describePlan(plan)}\n\n${run}` };
}
