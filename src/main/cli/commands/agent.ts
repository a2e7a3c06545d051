import { isActive, type Job } from '../../../shared/model/job.ts';
import type { Slot } from '../../../shared/model/schedule.ts';
import type { App } from '../../app/app.ts';
import { ask, EXIT, type Command, type CommandContext, type CommandResult } from '../command.ts';
import { introduceEverybody } from '../find.ts';
import { atWork, runDue } from './schedule.ts';

/** Slots that are older and still change are none that anybody watches for. */
const WATCHED_MS = 7 * 86_400_000;

export const agent: Command = {
  name: 'agent',
  usage: 'agent [--once]',
  about:
    'Runs the schedules without a window until it is stopped (Ctrl-C, SIGTERM), one line for each event. With --once it does what is due now and ends. Refused while another Holdfast has the data folder.',
  options: { once: { type: 'boolean' } },
  positionals: [0, 0],
  access: 'work',
  stays: true,
  looks: true,
  async run(context) {
    await introduceEverybody(context);
    const names = new Map((await ask(context.app, 'schedule.list', undefined)).map((each) => [each.siteId, each.siteName]));
    const nameOf = (id: Slot['siteId']): string => names.get(id) ?? id;
    if (context.options['once'] === true) return runDue(context, null, nameOf);
    return watch(context, nameOf);
  },
};

async function watch({ app, signal, note }: CommandContext, nameOf: (id: Slot['siteId']) => string): Promise<CommandResult> {
  const line = (event: string, words: string): void => note(`${new Date().toISOString()} ${event} ${words}`.trimEnd());
  const seen = new Map<string, string>();
  const told = new Map<string, Job['state']>();
  const tell = slotTeller(app, seen, (slot) => line('slot', describe(slot, nameOf)));
  const stops = [
    app.on('schedule.changed', () => void tell()),
    app.on('job.changed', (job) => {
      if (told.get(job.id) === job.state) return;
      told.set(job.id, job.state);
      line(`job.${job.state}`, `${job.title}${job.problem === null ? '' : `: ${job.problem.title}`}`);
      if (!isActive(job.state)) told.delete(job.id);
    }),
  ];
  line('agent.started', '');
  // A process without a window and without a socket would end by itself.
  const alive = setInterval(() => {}, 2 ** 30);
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
  clearInterval(alive);
  for (const stop of stops) stop();
  line('agent.stopping', atWork(app.activeJobCount()));
  return { exit: EXIT.done, json: { ended: 'stopped' }, text: 'Stopped.' };
}

/** Tells each slot whose state or reason changed since the last time. The hourly look at the health is told when it is not done. */
function slotTeller(app: App, seen: Map<string, string>, tell: (slot: Slot) => void): () => Promise<void> {
  return async () => {
    const now = Date.now();
    const reply = await app.call('schedule.slots', {
      siteId: null,
      from: new Date(now - WATCHED_MS).toISOString(),
      until: new Date(now).toISOString(),
    });
    if (!reply.ok) return;
    const keyOf = ({ siteId, work, dueAt }: Slot): string => `${siteId} ${work} ${dueAt}`;
    // An agent runs for months: what is not watched any more is not remembered.
    const watched = new Set(reply.value.slots.map(keyOf));
    for (const key of seen.keys()) if (!watched.has(key)) seen.delete(key);
    for (const slot of reply.value.slots) {
      const key = keyOf(slot);
      const state = `${slot.state} ${slot.reason ?? ''} ${slot.text}`;
      if (seen.get(key) === state) continue;
      seen.set(key, state);
      if (slot.work !== 'health' || slot.state !== 'done') tell(slot);
    }
  };
}

function describe({ siteId, work, dueAt, state, reason, text }: Slot, nameOf: (id: Slot['siteId']) => string): string {
  return `${work} of ${nameOf(siteId)} due ${dueAt}: ${state}${reason === null ? '' : ` (${reason})`}${text === '' ? '' : `: ${text}`}`;
}
