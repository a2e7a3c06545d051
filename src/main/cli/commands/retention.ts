import { formatBytes } from '../../../shared/format/bytes.ts';
import {
  DEFAULT_RETENTION,
  type Deletion,
  type RetentionDecision,
  type RetentionPolicy,
  type RetentionScope,
} from '../../../shared/model/retention.ts';
import type { App } from '../../app/app.ts';
import { ask, EXIT, oneOf, ProblemReport, text, UsageError, type Command, type CommandContext, type OptionValues } from '../command.ts';
import { findSite, introduceEverybody } from '../find.ts';
import { facts, table } from '../table.ts';
import { exitOf, problemLines, waitForJob } from '../wait-for-job.ts';
import { bytesOf, findPlace, listOf, wholeNumber } from '../words.ts';
import { AppError } from '../../errors/app-error.ts';

const string = { type: 'string' } as const;
const flag = { type: 'boolean' } as const;
const SCOPE = { site: string, place: string } as const;

export const retentionPlan: Command = {
  name: 'retention plan',
  usage: 'retention plan [--place PLACE] [--site SITE] [--all]',
  about: 'What would go from a place now, and why; --all also names what stays. Deletes nothing.',
  options: { ...SCOPE, all: flag },
  positionals: [0, 0],
  access: 'read',
  async run({ app, options }) {
    const plan = await ask(app, 'retention.plan', { ...(await target(app, options)), policy: null });
    const shown = plan.decisions.filter(({ keep }) => !keep || options['all'] === true);
    const head = ['Taken (UTC)', 'Site', 'Kind', 'Size', '', 'Why', 'Goes (UTC)', 'Id'];
    const summary = `${plan.deletes} of ${plan.decisions.length} backups would go, ${formatBytes(plan.freesBytes)}.`;
    return { exit: EXIT.done, json: plan, text: shown.length === 0 ? summary : `${table(head, shown.map(rowOf))}\n${summary}` };
  },
};

function rowOf(decision: RetentionDecision): readonly string[] {
  const { startedAt, siteName, label, kind, bytes, keep, reasons, goesAt, backupId } = decision;
  return [
    startedAt,
    siteName,
    label ?? kind,
    formatBytes(bytes),
    keep ? 'stays' : 'GOES',
    reasons.map((reason) => reason.text).join(' '),
    goesAt ?? '-',
    backupId,
  ];
}

export const retentionApply: Command = {
  name: 'retention apply',
  usage: 'retention apply [--place PLACE] [--site SITE] --confirm FINGERPRINT',
  about:
    'Deletes what the plan names, into the bin of the place where it has one. Without --confirm it shows the plan and its fingerprint and exits 3.',
  options: { ...SCOPE, confirm: string },
  positionals: [0, 0],
  access: 'work',
  async run(context) {
    const { app, options } = context;
    await introduceEverybody(context);
    const scope = await target(app, options);
    const plan = await ask(app, 'retention.plan', { ...scope, policy: null });
    const fingerprint = text(options, 'confirm');
    if (plan.deletes === 0) return { exit: EXIT.done, json: { plan }, text: 'Nothing would go.' };
    if (fingerprint === undefined) {
      const going = plan.decisions.filter(({ keep }) => !keep).map(rowOf);
      const head = ['Taken (UTC)', 'Site', 'Kind', 'Size', '', 'Why', 'Goes (UTC)', 'Id'];
      return {
        exit: EXIT.needsConfirmation,
        json: { plan },
        text: `${table(head, going)}\nTo delete these: --confirm ${plan.fingerprint}`,
      };
    }
    const job = await waitForJob(context, await ask(app, 'retention.apply', { ...scope, fingerprint }));
    return { exit: exitOf(job), json: { job }, text: [`${job.title}: ${job.state}`, ...problemLines(job)].join('\n') };
  },
};

export const retentionSimulate: Command = {
  name: 'retention simulate',
  usage: 'retention simulate --site SITE [--place PLACE] [--days 30|90|365]',
  about: 'What the policy would have kept so many days from now, with backups made as often as lately.',
  options: { ...SCOPE, days: string },
  positionals: [0, 0],
  access: 'read',
  async run({ app, options }) {
    const { placeId, siteId } = await target(app, options);
    if (siteId === null) throw new UsageError('--site is needed.');
    const simulation = await ask(app, 'retention.simulate', { placeId, siteId, days: wholeNumber(options, 'days') ?? 90, policy: null });
    const last = simulation.points.at(-1);
    const step = Math.max(1, Math.ceil(simulation.points.length / 15));
    const rows = simulation.points
      .filter((_, index) => index % step === 0 || index === simulation.points.length - 1)
      .map(({ day, kept, bytes, deleted }) => [day, `${kept}`, formatBytes(bytes), `${deleted}`]);
    const end = last === undefined ? '' : `\nAfter ${simulation.days} days: ${last.kept} backups, ${formatBytes(last.bytes)}.`;
    return { exit: EXIT.done, json: simulation, text: `${simulation.assuming}\n${table(['Day', 'Kept', 'Size', 'Deleted'], rows)}${end}` };
  },
};

export const retentionShow: Command = {
  name: 'retention show',
  usage: 'retention show [--site SITE] [--place PLACE]',
  about: 'The policy that holds, and where it was set.',
  options: SCOPE,
  positionals: [0, 0],
  access: 'read',
  async run({ app, options }) {
    const effective = await ask(app, 'retention.get', await scopeOf(app, options));
    return { exit: EXIT.done, json: effective, text: describe(effective.policy) };
  },
};

export const retentionSet: Command = {
  name: 'retention set',
  usage:
    'retention set [--site SITE] [--place PLACE] [--on|--off|--inherit] [--generations ALL,DAILY,WEEKLY,MONTHLY,YEARLY|none] [--max-age full=30,structure=7,data=90] [--keep-newest N] [--max-size 5G|none] [--zone ZONE]',
  about: 'Changes what is kept, for one site in one place, a site, a place, or everything else. Deletes nothing by itself.',
  options: {
    ...SCOPE,
    on: flag,
    off: flag,
    inherit: flag,
    generations: string,
    'max-age': string,
    'keep-newest': string,
    'max-size': string,
    zone: string,
  },
  positionals: [0, 0],
  access: 'work',
  async run({ app, options }) {
    const scope = await scopeOf(app, options);
    const before = (await ask(app, 'retention.get', scope)).policy;
    const policy = options['inherit'] === true ? null : changed(before, options);
    const effective = await ask(app, 'retention.set', { scope, policy });
    return { exit: EXIT.done, json: effective, text: describe(effective.policy) };
  },
};

function changed(before: RetentionPolicy, options: OptionValues): RetentionPolicy {
  const size = text(options, 'max-size') === 'none' ? null : (bytesOf(options, 'max-size') ?? before.maxBytes);
  return {
    enabled: options['off'] === true ? false : options['on'] === true ? true : before.enabled,
    generations: generationsOf(options, before),
    maxAgeDays: agesOf(options) ?? before.maxAgeDays,
    keepNewest: wholeNumber(options, 'keep-newest') ?? before.keepNewest,
    maxBytes: size,
    zone: text(options, 'zone') ?? before.zone,
  };
}

function generationsOf(options: OptionValues, before: RetentionPolicy): RetentionPolicy['generations'] {
  const value = text(options, 'generations');
  if (value === undefined) return before.generations;
  if (value === 'none') return null;
  const [allDays, dailyDays, weeklyWeeks, monthlyMonths, yearlyYears] = listOf(value).map(Number);
  const all = { allDays, dailyDays, weeklyWeeks, monthlyMonths, yearlyYears };
  if (Object.values(all).some((number) => !Number.isInteger(number)))
    throw new UsageError('--generations: five numbers, like 7,16,8,4,2, or none.');
  return all as NonNullable<RetentionPolicy['generations']>;
}

function agesOf(options: OptionValues): RetentionPolicy['maxAgeDays'] | null {
  const value = text(options, 'max-age');
  if (value === undefined) return null;
  const pairs = listOf(value).map((pair) => {
    const [kind = '', days = ''] = pair.split('=');
    if (oneOf({ kind }, 'kind', ['full', 'incremental', 'structure', 'data']) === undefined || !/^\d+$/u.test(days))
      throw new UsageError('--max-age: pairs like full=30,structure=7,data=90.');
    return [kind, Number(days)] as const;
  });
  return Object.fromEntries(pairs);
}

function describe({ enabled, generations, maxAgeDays, keepNewest, maxBytes, zone }: RetentionPolicy = DEFAULT_RETENTION): string {
  const ages = Object.entries(maxAgeDays).map(([kind, days]) => `${kind} ${days} d`);
  return facts([
    ['Retention', enabled ? 'on' : 'off: nothing is deleted'],
    [
      'Generations',
      generations === null
        ? 'none'
        : `all ${generations.allDays} d, daily ${generations.dailyDays} d, weekly ${generations.weeklyWeeks} w, monthly ${generations.monthlyMonths} m, yearly ${generations.yearlyYears} y`,
    ],
    ['By kind', ages.length === 0 ? 'none' : ages.join(', ')],
    ['Never fewer', `${keepNewest}`],
    ['At most', maxBytes === null ? 'no cap' : formatBytes(maxBytes)],
    ['Days count in', zone ?? 'the zone of this computer'],
  ]);
}

export const retentionDeletions: Command = {
  name: 'retention deletions',
  usage: 'retention deletions',
  about: 'What retention has deleted, newest first, and until when it can be taken back.',
  options: {},
  positionals: [0, 0],
  access: 'read',
  async run({ app }) {
    const list = await ask(app, 'retention.deletions', undefined);
    const rows = list.map((each) => [each.deletedAt, each.siteName, each.placeName, each.startedAt, stateWord(each), each.id]);
    const head = ['Deleted (UTC)', 'Site', 'Place', 'Taken (UTC)', 'State', 'Id'];
    return { exit: EXIT.done, json: list, text: rows.length === 0 ? 'Nothing was deleted.' : table(head, rows) };
  },
};

function stateWord({ state, goneAt }: Deletion): string {
  switch (state) {
    case 'bin':
      return `in the bin until ${goneAt ?? '?'}`;
    case 'gone':
      return 'gone';
    case 'restored':
      return 'taken back';
    case 'place-removed':
      return 'left in a removed place';
  }
}

export const retentionTakeBack: Command = {
  name: 'retention take-back',
  usage: 'retention take-back ID',
  about: 'Takes a deleted backup out of the bin again.',
  options: {},
  positionals: [1, 1],
  access: 'work',
  async run(context) {
    const wanted = context.positionals[0] ?? '';
    await introduceEverybody(context);
    const [found, other] = (await ask(context.app, 'retention.deletions', undefined)).filter(({ id }) => id.startsWith(wanted));
    if (wanted.length < 4 || found === undefined || other !== undefined)
      throw new ProblemReport(new AppError('backup.not-found', { detail: wanted }).toProblem());
    await ask(context.app, 'retention.take-back', { deletionId: found.id });
    return { exit: EXIT.done, json: { takenBack: found }, text: `The backup of ${found.startedAt} is in ${found.placeName} again.` };
  },
};

/** The place of this computer unless another is named. */
async function target(app: App, options: OptionValues) {
  const { siteId, placeId } = await scopeOf(app, options);
  if (placeId !== null) return { siteId, placeId };
  const home = (await ask(app, 'app.info', undefined)).place;
  if (home === null) throw new ProblemReport(new AppError('place.not-chosen').toProblem());
  return { siteId, placeId: home.id };
}

async function scopeOf(app: CommandContext['app'], options: OptionValues): Promise<RetentionScope> {
  const site = text(options, 'site');
  const place = text(options, 'place');
  return {
    siteId: site === undefined ? null : (await findSite(app, site)).site.id,
    placeId: place === undefined ? null : (await findPlace(app, place)).id,
  };
}
