import type { CronPreview, CronWork } from '../../../shared/model/cron.ts';
import { ask, EXIT, text, UsageError, type Command, type CommandContext, type CommandResult, type OptionValues } from '../command.ts';
import { describePreview, describeState, listRow, pasteLines, planOf, WORKS } from '../cron-words.ts';
import { findSite, siteOfCommand } from '../find.ts';
import { RHYTHM_WORDS } from '../rhythm-words.ts';
import { CRON_VARIABLE, cronWebhookOwner } from '../secret-owners.ts';
import { table } from '../table.ts';
import { exitOf, problemLines, waitForJob } from '../wait-for-job.ts';

const string = { type: 'string' } as const;
const flag = { type: 'boolean' } as const;

export const cronInstall: Command = {
  name: 'cron install',
  usage:
    'cron install SITE [--preset NAME,...] [--database|--structure|--media|--application|--cleanup|--monitor RHYTHM,...|off] [--mail-to ADDRESS|off] [--webhook set|off] [--keep-database-days N] [--keep-structure-days N] [--keep-media-days N] [--keep-at-least N] [--compression gzip|zstd] [--disk-limit PERCENT] [--pull-within DAYS] [--min-size PERCENT] [--dry-run] [--digest DIGEST] [--confirm SITE]',
  about: `Shows what would be installed on the server to make backups by itself; with --confirm installs it. With --digest only exactly what was shown under it. A rhythm, in the server's time: ${RHYTHM_WORDS}. Nothing named: as it was installed last, or what a site starts with. With --webhook set its address comes from ${CRON_VARIABLE} or a question, never from the command line.`,
  options: {
    preset: string,
    ...Object.fromEntries(WORKS.map((work) => [work, string])),
    'mail-to': string,
    webhook: string,
    'keep-database-days': string,
    'keep-structure-days': string,
    'keep-media-days': string,
    'keep-at-least': string,
    compression: string,
    'disk-limit': string,
    'pull-within': string,
    'min-size': string,
    'dry-run': flag,
    digest: string,
    confirm: string,
  },
  positionals: [1, 1],
  access: 'work',
  async run(context) {
    const { app, options, positionals, note } = context;
    const { site } = await siteOfCommand(context, positionals[0] ?? '');
    const before = await ask(app, 'cron.state', { siteId: site.id, ask: false });
    const plan = planOf(options, before.plan, await webhookSaid(context, site.name));
    const preview = await ask(app, 'cron.preview', { siteId: site.id, plan });
    const stop = stopBefore(options, preview, site.name);
    if (stop !== null) return stop;
    note(describePreview(preview));
    const state = await ask(app, 'cron.install', { siteId: site.id, plan, digest: text(options, 'digest') ?? preview.digest });
    const words = [
      `Installed on ${state.serverName}. Try it: cron test ${JSON.stringify(site.name)} ${plan.lines[0]?.work ?? ''}`.trimEnd(),
    ];
    return { exit: EXIT.done, json: state, text: [...words, ...(state.mode === 'panel' ? pasteLines(state.times) : [])].join('\n') };
  },
};

/** Every account of this computer sees the words of a command; so an address there is refused, and not repeated. */
async function webhookSaid({ options, secrets }: CommandContext, siteName: string): Promise<string | null | undefined> {
  const word = text(options, 'webhook');
  if (word === undefined) return undefined;
  if (word === 'off') return null;
  if (word !== 'set')
    throw new UsageError(
      `--webhook: set or off. The address may be a secret, and others on this computer see the words of a command: say --webhook set, and give it in ${CRON_VARIABLE} or when it is asked for.`,
    );
  const url = await secrets.ask(cronWebhookOwner(siteName));
  if (url === null || url === '')
    throw new UsageError(`--webhook set: the address is in ${CRON_VARIABLE}, or typed at the terminal. Neither is the case.`);
  return url;
}

/** Shows and goes no further: asked for, or not confirmed. */
function stopBefore(options: OptionValues, preview: CronPreview, siteName: string): CommandResult | null {
  const confirm = text(options, 'confirm');
  if (confirm !== undefined && confirm !== siteName) throw new UsageError(`--confirm: the name of the site, ${siteName}.`);
  if (options['dry-run'] === true) return { exit: EXIT.done, json: preview, text: describePreview(preview) };
  if (confirm !== undefined) return null;
  const how = `To do exactly this: --confirm ${JSON.stringify(siteName)} --digest ${preview.digest}`;
  return { exit: EXIT.needsConfirmation, json: preview, text: `${describePreview(preview)}\n\n${how}` };
}

export const cronRemove: Command = {
  name: 'cron remove',
  usage: 'cron remove SITE [--files] [--dry-run] [--digest DIGEST] [--confirm SITE]',
  about:
    "Takes the site's lines out of the cron table, with --files also the program and its settings. The backups there stay. Shows it first; with --confirm does it.",
  options: { files: flag, 'dry-run': flag, digest: string, confirm: string },
  positionals: [1, 1],
  access: 'work',
  async run(context) {
    const { app, options, positionals, note } = context;
    const { site } = await siteOfCommand(context, positionals[0] ?? '');
    const files = options['files'] === true;
    const preview = await ask(app, 'cron.preview-removal', { siteId: site.id, files });
    const stop = stopBefore(options, preview, site.name);
    if (stop !== null) return stop;
    note(describePreview(preview));
    const state = await ask(app, 'cron.remove', { siteId: site.id, files, digest: text(options, 'digest') ?? preview.digest });
    return { exit: EXIT.done, json: state, text: `Removed from ${state.serverName}. Its backups are still there.` };
  },
};

export const cronList: Command = {
  name: 'cron list',
  usage: 'cron list',
  about: 'What runs on the servers by itself, as it was found last. Asks no server.',
  options: {},
  positionals: [0, 0],
  access: 'read',
  async run({ app }) {
    const states = await ask(app, 'cron.list', undefined);
    const head = ['Site', 'Server', 'Cron', 'Worst', 'Last seen', 'Program', 'Asked'];
    return { exit: EXIT.done, json: states, text: states.length === 0 ? 'No site yet.' : table(head, states.map(listRow)) };
  },
};

export const cronShow: Command = {
  name: 'cron show',
  usage: 'cron show SITE [--last]',
  about:
    "Asks the server what its backups do: each work's last run and the next, disk, program, log. With --last shows what was found last, and asks nobody.",
  options: { last: flag },
  positionals: [1, 1],
  access: 'work',
  async run(context) {
    const { app, options, positionals } = context;
    const asks = options['last'] !== true;
    const { site } = asks ? await siteOfCommand(context, positionals[0] ?? '') : await findSite(app, positionals[0] ?? '');
    const state = await ask(app, 'cron.state', { siteId: site.id, ask: asks });
    const log = state.log.length === 0 ? [] : ['', 'The end of its log:', ...state.log.slice(-20).map((line) => `  ${line}`)];
    const isWell = state.problem === null && state.works.every(({ state: liveness }) => liveness === 'alive' || liveness === 'never');
    return { exit: isWell ? EXIT.done : EXIT.warning, json: state, text: [describeState(state), ...log].join('\n') };
  },
};

export const cronTest: Command = {
  name: 'cron test',
  usage: `cron test SITE [${WORKS.join('|')}]`,
  about:
    'Runs one work on the server now, with the few variables that cron gives it, and shows what it wrote. Without a word: the first of the plan.',
  options: {},
  positionals: [1, 2],
  access: 'work',
  async run(context) {
    const { app, positionals } = context;
    const { site } = await siteOfCommand(context, positionals[0] ?? '');
    const { plan } = await ask(app, 'cron.state', { siteId: site.id, ask: false });
    const work = workOf(positionals[1], plan?.lines[0]?.work ?? 'database');
    const job = await waitForJob(context, await ask(app, 'cron.test', { siteId: site.id, work }));
    const log = await ask(app, 'job.log', { jobId: job.id });
    const state = await ask(app, 'cron.state', { siteId: site.id, ask: false });
    const run = state.works.find((each) => each.work === work)?.lastRun ?? null;
    const lines = [log.trimEnd(), `${job.title}: ${job.state}`, ...problemLines(job)];
    if (job.state === 'failed') context.note(log.trimEnd());
    return { exit: exitOf(job), json: { job, run, log: log.split('\n') }, text: lines.join('\n') };
  },
};

function workOf(word: string | undefined, usual: CronWork): CronWork {
  if (word === undefined) return usual;
  const found = WORKS.find((work) => work === word);
  if (found === undefined) throw new UsageError(`${word}: one of ${WORKS.join(', ')}.`);
  return found;
}
