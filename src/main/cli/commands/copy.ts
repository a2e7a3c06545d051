import type { Job } from '../../../shared/model/job.ts';
import { ask, EXIT, text, type Command, type CommandContext, type CommandResult, type Exit } from '../command.ts';
import { findSite, introduceEverybody } from '../find.ts';
import { exitOf, problemLines, waitForJob } from '../wait-for-job.ts';
import { findBackup, findPlace } from '../words.ts';

const string = { type: 'string' } as const;
const MANY = 10_000;

export const copyPush: Command = {
  name: 'copy push',
  usage: 'copy push PLACE [BACKUP...] [--site SITE]',
  about: 'Copies backups to a place; without backups everything the policies of the sites want there.',
  options: { site: string },
  positionals: [1, MANY],
  access: 'work',
  async run(context) {
    const { app, positionals, options } = context;
    await introduceEverybody(context);
    const [to = '', ...wanted] = positionals;
    const site = text(options, 'site');
    const started = await ask(app, 'copy.push', {
      placeId: (await findPlace(app, to)).id,
      siteId: site === undefined ? null : (await findSite(app, site)).site.id,
      backupIds: wanted.length === 0 ? null : await Promise.all(wanted.map((each) => findBackup(app, each))),
    });
    return ended(context, started);
  },
};

export const copyPull: Command = {
  name: 'copy pull',
  usage: 'copy pull BACKUP... [--from PLACE]',
  about: 'Copies backups to this computer, from the nearest place that has an intact copy or from the one that is named.',
  options: { from: string },
  positionals: [1, MANY],
  access: 'work',
  async run(context) {
    const { app, positionals, options } = context;
    await introduceEverybody(context);
    const from = text(options, 'from');
    const started = await ask(app, 'copy.pull', {
      backupIds: await Promise.all(positionals.map((each) => findBackup(app, each))),
      fromPlaceId: from === undefined ? null : (await findPlace(app, from)).id,
    });
    return ended(context, started);
  },
};

export const copyHeal: Command = {
  name: 'copy heal',
  usage: 'copy heal BACKUP --place PLACE',
  about: 'Replaces a copy that failed its check by an intact one from another place.',
  options: { place: string },
  positionals: [1, 1],
  access: 'work',
  async run(context) {
    const { app, positionals, options } = context;
    await introduceEverybody(context);
    const place = await findPlace(app, text(options, 'place') ?? '');
    return ended(context, await ask(app, 'copy.heal', { backupId: await findBackup(app, positionals[0] ?? ''), placeId: place.id }));
  },
};

export const copyCatchUp: Command = {
  name: 'copy catch-up',
  usage: 'copy catch-up',
  about: 'Copies what is owed to every place that can be reached now.',
  options: {},
  positionals: [0, 0],
  access: 'work',
  async run(context) {
    await introduceEverybody(context);
    const started = await ask(context.app, 'copy.catch-up', undefined);
    const jobs = await Promise.all(started.map((job) => waitForJob(context, job)));
    const lines = jobs.flatMap((job) => [`${job.title}: ${job.state}`, ...problemLines(job)]);
    return {
      exit: worstOf(jobs),
      json: jobs,
      text: jobs.length === 0 ? 'Nothing is owed to a place that can be reached.' : lines.join('\n'),
    };
  },
};

async function ended(context: CommandContext, started: Job): Promise<CommandResult> {
  const job = await waitForJob(context, started);
  return { exit: exitOf(job), json: { job }, text: [`${job.title}: ${job.state}`, ...problemLines(job)].join('\n') };
}

const WORST: readonly Job['state'][] = ['failed', 'interrupted', 'cancelled', 'warning'];

function worstOf(jobs: readonly Job[]): Exit {
  const worst = WORST.find((state) => jobs.some((job) => job.state === state));
  if (worst === undefined) return EXIT.done;
  return worst === 'warning' ? EXIT.warning : worst === 'cancelled' ? EXIT.cancelled : EXIT.failed;
}
