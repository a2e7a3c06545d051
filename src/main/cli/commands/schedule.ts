import { BackupKind } from '../../../shared/model/backup.ts';
import type { RunOrWait, ScheduleDraft, ScheduleStatus, SiteSchedules, Slot } from '../../../shared/model/schedule.ts';
import { ScheduledWork, Zone } from '../../../shared/model/schedule.ts';
import {
  ask,
  EXIT,
  oneOf,
  text,
  UsageError,
  type Command,
  type CommandContext,
  type CommandResult,
  type OptionValues,
} from '../command.ts';
import { findSite, introduceEverybody } from '../find.ts';
import { describeRhythm, RHYTHM_WORDS, rhythmOf } from '../rhythm-words.ts';
import { table } from '../table.ts';

const string = { type: 'string' } as const;

export const scheduleList: Command = {
  name: 'schedule list',
  usage: 'schedule list [SITE] [--days N]',
  about:
    'What this computer does by itself, when it runs next, and how it stands; with --days also what became of every due time of the last N days.',
  options: { days: string },
  positionals: [0, 1],
  access: 'read',
  async run({ app, options, positionals }) {
    const siteId = positionals[0] === undefined ? null : (await findSite(app, positionals[0])).site.id;
    const schedules = siteId === null ? await ask(app, 'schedule.list', undefined) : [await ask(app, 'schedule.get', { siteId })];
    const days = daysOf(options);
    const now = Date.now();
    const history =
      days === null
        ? []
        : (
            await ask(app, 'schedule.slots', {
              siteId,
              from: new Date(now - days * 86_400_000).toISOString(),
              until: new Date(now).toISOString(),
            })
          ).slots;
    const names = new Map(schedules.map((each) => [each.siteId, each.siteName]));
    const lines = [describeAll(schedules), ...(days === null ? [] : [slotTable(history, (id) => names.get(id) ?? id)])];
    return { exit: EXIT.done, json: days === null ? schedules : { schedules, slots: history }, text: lines.join('\n\n') };
  },
};

export const scheduleSet: Command = {
  name: 'schedule set',
  usage:
    'schedule set SITE WORK RHYTHM|off|proposed [--zone ZONE] [--kind full|incremental|structure|data] [--on-battery run|wait|as-set] [--metered run|wait|as-set]',
  about: `Changes when one kind of work runs: ${ScheduledWork.options.join(', ')}. A rhythm: ${RHYTHM_WORDS}. Shows the next five runs.`,
  options: { zone: string, kind: string, 'on-battery': string, metered: string },
  positionals: [3, 3],
  access: 'work',
  async run({ app, options, positionals }) {
    const [name = '', wantedWork = '', word = ''] = positionals;
    const work = workOf(wantedWork);
    const { site } = await findSite(app, name);
    const before = statusOf(await ask(app, 'schedule.get', { siteId: site.id }), work);
    const schedule = word === 'proposed' ? null : draftOf(before, word, options);
    const after = statusOf(await ask(app, 'schedule.set', { siteId: site.id, work, schedule }), work);
    const { rhythm, zone } = after.schedule;
    const runs = rhythm === null ? [] : await ask(app, 'schedule.preview', { rhythm, zone });
    const words = rhythm === null ? `${work} of ${site.name}: off.` : `${work} of ${site.name}: ${describeRhythm(rhythm)}, ${zone}.`;
    return { exit: EXIT.done, json: { ...after, nextRuns: runs }, text: [words, ...runs.map((run) => `  ${run}`)].join('\n') };
  },
};

export const scheduleRunNow: Command = {
  name: 'schedule run-now',
  usage: 'schedule run-now SITE WORK',
  about: 'Does one kind of work of a site now as its schedule would, whether it is due or not, and waits for it.',
  options: {},
  positionals: [2, 2],
  access: 'work',
  async run(context) {
    const { app, positionals } = context;
    await introduceEverybody(context);
    const { site } = await findSite(app, positionals[0] ?? '');
    await ask(app, 'schedule.run-now', { siteId: site.id, work: workOf(positionals[1] ?? '') });
    return runDue(context, site.id, () => site.name);
  },
};

export const scheduleRunDue: Command = {
  name: 'schedule run-due',
  usage: 'schedule run-due [SITE]',
  about: 'Does everything that is due now, one thing after the other, and ends. What has to wait says why.',
  options: {},
  positionals: [0, 1],
  access: 'work',
  looks: true,
  async run(context) {
    const { app, positionals } = context;
    await introduceEverybody(context);
    const siteId = positionals[0] === undefined ? null : (await findSite(app, positionals[0])).site.id;
    const names = new Map((await ask(app, 'schedule.list', undefined)).map((each) => [each.siteId, each.siteName]));
    return runDue(context, siteId, (id) => names.get(id) ?? id);
  },
};

/** Does what is due and waits for its end. Ctrl-C and SIGTERM break it off: what is at work is interrupted, and offered again at the next look. */
export async function runDue(
  { app, signal }: CommandContext,
  siteId: Slot['siteId'] | null,
  nameOf: (siteId: Slot['siteId']) => string,
): Promise<CommandResult> {
  const stopped = Promise.withResolvers<null>();
  const stop = (): void => stopped.resolve(null);
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  const slots = await Promise.race([ask(app, 'schedule.run-due', { siteId }), stopped.promise]);
  signal.removeEventListener('abort', stop);
  if (slots !== null) return afterRun(slots, nameOf);
  return { exit: EXIT.cancelled, json: { ended: 'stopped' }, text: `Stopped. ${atWork(app.activeJobCount())}`.trimEnd() };
}

/** What becomes of jobs that are at work when the app is closed; empty where none is. */
export function atWork(jobs: number): string {
  if (jobs === 0) return '';
  return jobs === 1 ? '1 job is interrupted and offered again.' : `${jobs} jobs are interrupted and offered again.`;
}

/** Failed: 1. Something waits, ended with a warning, or cannot be done as things are set up: 4. */
function afterRun(slots: readonly Slot[], nameOf: (siteId: Slot['siteId']) => string): CommandResult {
  const has = (...states: readonly Slot['state'][]): boolean => slots.some(({ state }) => states.includes(state));
  const isLeft = has('warning', 'waiting') || slots.some(({ reason }) => reason === 'not-possible');
  const exit = has('failed') ? EXIT.failed : isLeft ? EXIT.warning : EXIT.done;
  return { exit, json: slots, text: slots.length === 0 ? 'Nothing is due.' : slotTable(slots, nameOf) };
}

function slotTable(slots: readonly Slot[], nameOf: (siteId: Slot['siteId']) => string): string {
  if (slots.length === 0) return 'Nothing was due.';
  return table(
    ['Due (UTC)', 'Site', 'Work', 'State', 'Why'],
    slots.map((slot) => [slot.dueAt, nameOf(slot.siteId), slot.work, slot.state, slot.text]),
  );
}

function describeAll(schedules: readonly SiteSchedules[]): string {
  if (schedules.length === 0) return 'No site is registered.';
  return table(
    ['Site', 'Work', 'State', 'Rhythm', 'Next (UTC)', 'Last done (UTC)', 'Now'],
    schedules.flatMap(({ siteName, works }) =>
      works.map(({ work, schedule, state, nextAt, lastDoneAt, open }) => [
        siteName,
        work,
        state,
        schedule.rhythm === null ? 'off' : `${describeRhythm(schedule.rhythm)} (${schedule.zone})`,
        nextAt ?? '-',
        lastDoneAt ?? '-',
        open?.text ?? '',
      ]),
    ),
  );
}

function draftOf({ schedule }: ScheduleStatus, word: string, options: OptionValues): ScheduleDraft {
  const zone = text(options, 'zone') ?? schedule.zone;
  if (!Zone.safeParse(zone).success) throw new UsageError(`--zone: ${zone} is no time zone, such as Europe/Berlin.`);
  const kind = oneOf(options, 'kind', BackupKind.options);
  return {
    rhythm: word === 'off' ? null : rhythmOf(word, 'RHYTHM'),
    zone,
    capture: kind === undefined ? schedule.capture : { ...schedule.capture, kind },
    onBattery: choiceOf(options, 'on-battery', schedule.onBattery),
    metered: choiceOf(options, 'metered', schedule.metered),
  };
}

function choiceOf(options: OptionValues, name: string, before: RunOrWait | null): RunOrWait | null {
  const chosen = oneOf(options, name, ['run', 'wait', 'as-set']);
  if (chosen === undefined) return before;
  return chosen === 'as-set' ? null : chosen;
}

function workOf(word: string): ScheduledWork {
  const found = ScheduledWork.options.find((work) => work === word);
  if (found === undefined) throw new UsageError(`${word} is none of ${ScheduledWork.options.join(', ')}.`);
  return found;
}

function statusOf({ works }: SiteSchedules, work: ScheduledWork): ScheduleStatus {
  const found = works.find((each) => each.work === work);
  if (found === undefined) throw new UsageError(`${work} has no schedule.`);
  return found;
}

function daysOf(options: OptionValues): number | null {
  const word = text(options, 'days');
  if (word === undefined) return null;
  const days = Number(word);
  if (!Number.isInteger(days) || days < 1 || days > 400) throw new UsageError('--days: a number from 1 to 400.');
  return days;
}
