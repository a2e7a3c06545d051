import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, renameSync, rmSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { SCHEDULED_WORKS, WHOLE_SITE, type Slot } from '../../../src/shared/model/schedule.ts';
import { startLab, type Lab } from '../../lab/lab.ts';
import { waitFor } from '../../lab/tools.ts';
import { withCatalog } from '../app/app-folder.ts';
import { holdfastIn, registerSite, type Holdfast } from './holdfast.ts';

const DAY = 24 * 3_600_000;
const WAIT_MS = 60_000;

/** The real program, as soon as nothing holds it up. */
const heldUp = (program: string): string => `#!/bin/sh
while [ -d "$HOME/hold" ]; do sleep 0.1; done
exec ${program} "$@"
`;

let lab: Lab;
let holdfast: Holdfast;
beforeAll(async () => {
  const real = (name: string): string => execFileSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).trim();
  const programs = { mysqldump: heldUp(real('mysqldump')), 'mariadb-dump': heldUp(real('mariadb-dump')) };
  lab = await startLab({ site: { media: false }, sshd: { programs } });
  holdfast = await holdfastIn();
  await registerSite(holdfast, lab);
}, 120_000);
afterAll(async () => {
  await holdfast[Symbol.asyncDispose]();
  await lab.stop();
});

const hold = (): void => mkdirSync(join(lab.sshd.home, 'hold'));
const letGo = (): void => rmdirSync(join(lab.sshd.home, 'hold'));

/** As after a day on which this computer was off: a backup of the site is due, and nothing else. */
function makeDue(): void {
  withCatalog(holdfast.home, ({ schedules, sites, slots }) => {
    for (const { id: siteId } of sites.list()) {
      for (const slot of allSlots()) slots.delete(slot);
      const since = new Date(Date.now() - 1.5 * DAY).toISOString();
      for (const work of SCHEDULED_WORKS) {
        const rhythm = work === 'backup' ? ({ kind: 'daily', at: '03:00' } as const) : null;
        const schedule = { rhythm, zone: 'UTC', capture: WHOLE_SITE, onBattery: null, metered: null, since, setBy: 'operator' } as const;
        schedules.put({ siteId, work, schedule });
      }
    }
  });
}
beforeEach(() => {
  rmSync(join(lab.sshd.home, 'hold'), { recursive: true, force: true });
  makeDue();
});

function allSlots(): readonly Slot[] {
  const [from, until] = [new Date(0).toISOString(), new Date(Date.now() + DAY).toISOString()];
  return withCatalog(holdfast.home, ({ slots }) => slots.between({ siteId: null, work: null, from, until }));
}

const newestSlot = (): Slot | undefined => allSlots().at(-1);
const newestJob = () => withCatalog(holdfast.home, ({ jobs }) => jobs.list({ limit: 1 })[0]);

/** A running agent, and what it has said. */
function startAgent(...words: readonly string[]) {
  const { child, ended } = holdfast.start('agent', ...words);
  let said = '';
  child.stderr?.on('data', (text: Buffer) => (said += text.toString()));
  const hears = (line: RegExp): Promise<true> =>
    waitFor(`${line} of the agent`, WAIT_MS, async () => {
      if (child.exitCode !== null) throw new Error(`the agent ended with ${child.exitCode}:\n${said}`);
      return line.test(said) ? true : undefined;
    });
  return { child, ended, hears };
}

const noPartials = (): readonly string[] =>
  readdirSync(join(holdfast.home, 'backups'), { recursive: true, encoding: 'utf8' }).filter((name) => name.includes('.partial'));

describe('the agent', { timeout: 240_000 }, () => {
  it('does what is due, says so, and stays; a second one is told who has the data folder', async () => {
    const { child, ended, hears } = startAgent();
    await hears(/ slot backup of aurora due \S+T03:00:00.000Z: done$/mu);
    expect(child.exitCode).toBeNull();

    for (const words of [['agent'], ['agent', '--once']]) {
      const refused = await holdfast.run(...words);
      expect(refused).toMatchObject({ code: 1, stdout: '' });
      expect(refused.stderr).toContain('(home.in-use)');
      expect(refused.stderr).toContain(String(child.pid));
    }
    expect(child.exitCode).toBeNull();

    child.kill('SIGTERM');
    expect(await ended).toMatchObject({ code: 0, stdout: 'Stopped.\n', stderr: expect.stringMatching(/agent\.stopping$/mu) });
    expect(newestSlot()).toMatchObject({ work: 'backup', state: 'done', attempts: 1 });
    expect(newestJob()).toMatchObject({ kind: 'backup', state: 'succeeded' });
  });

  it.each(['SIGTERM', 'SIGINT'] as const)('ends in order on %s, and what was at work is done at the next time', async (signal) => {
    hold();
    const { child, ended, hears } = startAgent();
    await hears(/ job\.running /u);
    await waitFor('the dump', WAIT_MS, async () => (lab.sshd.remoteProcesses().length > 0 ? true : undefined));
    child.kill(signal);
    expect(await ended).toMatchObject({
      code: 0,
      stdout: 'Stopped.\n',
      stderr: expect.stringContaining('agent.stopping 1 job is interrupted and offered again.'),
    });
    expect(newestJob()).toMatchObject({ kind: 'backup', state: 'interrupted' });
    expect(newestSlot()).toMatchObject({ state: 'waiting' });
    expect(noPartials()).toEqual([]);
    await waitFor('nothing to run on the server', WAIT_MS, async () => (lab.sshd.remoteProcesses().length === 0 ? true : undefined));

    letGo();
    const slots = await holdfast.json<readonly Slot[]>(0, 'agent', '--once');
    expect(slots).toMatchObject([{ work: 'backup', state: 'done', attempts: 2 }]);
    expect(newestJob()).toMatchObject({ kind: 'backup', state: 'succeeded' });
  });

  it('with --once ends on SIGTERM as well, and leaves what was at work to the next time', async () => {
    hold();
    const { child, ended } = startAgent('--once');
    await waitFor('the dump', WAIT_MS, async () => (lab.sshd.remoteProcesses().length > 0 ? true : undefined));
    child.kill('SIGTERM');
    expect(await ended).toMatchObject({ code: 130, stdout: 'Stopped. 1 job is interrupted and offered again.\n' });
    expect(newestJob()).toMatchObject({ kind: 'backup', state: 'interrupted' });
    letGo();
    expect(await holdfast.json<readonly Slot[]>(0, 'agent', '--once')).toMatchObject([{ state: 'done', attempts: 2 }]);
  });

  it('with --once says by its exit code how it went', async () => {
    const once = (code: number) => holdfast.json<readonly Slot[]>(code, 'agent', '--once');
    const { sshd } = lab;
    // Nobody listens there.
    await holdfast.json(0, 'server', 'edit', 'vps', '--port', '1');
    expect(await once(4)).toMatchObject([
      { work: 'backup', state: 'waiting', reason: 'server', text: 'The server does not answer.', attempts: 0 },
    ]);
    // Another address is another server until somebody has looked at its key.
    await holdfast.json(0, 'server', 'edit', 'vps', '--port', String(sshd.port));
    expect(await once(4)).toMatchObject([{ work: 'backup', state: 'skipped', reason: 'not-possible' }]);
    await holdfast.json(0, 'server', 'pin', 'vps', '--accept-host-key', sshd.fingerprint);

    makeDue();
    const away = `${lab.site.root}.away`;
    renameSync(lab.site.root, away);
    try {
      expect(await once(1)).toMatchObject([{ work: 'backup', state: 'failed', reason: 'failed' }]);
    } finally {
      renameSync(away, lab.site.root);
    }

    makeDue();
    expect(await once(0)).toMatchObject([{ state: 'done' }]);
    expect(await holdfast.run('agent', '--once')).toMatchObject({ code: 0, stdout: 'Nothing is due.\n' });
  });
});
