import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { bypassUrlOf } from '../../../../src/main/restore/runbooks/maintenance-memo.ts';
import { runbookSteps } from '../../../../src/main/restore/runbooks/runbook-steps.ts';
import { setMaintenance } from '../../../../src/main/restore/runbooks/set-maintenance.ts';
import { never, problemOf } from '../../servers/lab-servers.ts';
import { siteJournal, startRunbookLab, visit, type RunbookLab } from './runbook-lab.ts';

let lab: RunbookLab;
beforeAll(async () => {
  lab = await startRunbookLab();
});
afterEach(() => {
  lab.artisan('up');
});
afterAll(() => lab[Symbol.asyncDispose]());

const status = async () => (await visit(lab.url)).status;

describe('the maintenance page of a restore', () => {
  it('keeps visitors out, lets the operator in by a link of his own, and is gone afterwards', async () => {
    const journal = siteJournal(lab);
    const steps = runbookSteps(lab.workFor());
    expect(await status()).toBe(200);

    expect(await journal.run(steps.maintenanceOn)).toBeUndefined();
    const shut = await visit(lab.url);
    expect([shut.status, shut.headers.get('retry-after')]).toEqual([503, '60']);
    const bypass = bypassUrlOf(journal.memoOf('maintenance-on')) ?? '';
    expect(bypass).toMatch(new RegExp(`^${lab.url}/[0-9a-f]{32}$`));
    const passed = await visit(bypass);
    expect(passed.status).toBe(302);
    const cookie = passed.headers
      .getSetCookie()
      .map((line) => line.split(';')[0])
      .join('; ');
    expect((await visit(lab.url, cookie)).status).toBe(200);
    expect(await status()).toBe(503);
    expect(journal.text()).toContain('queue:restart');

    expect(await journal.run(steps.maintenanceOff)).toBeUndefined();
    expect(await status()).toBe(200);
    // The word of the link is in the link alone.
    expect(journal.text()).toContain('--secret=[redacted]');
    expect(journal.text()).not.toContain(bypass.split('/').at(-1));
  });

  it('writes files the web server can read, whatever the umask of the remote programs is', async () => {
    const journal = siteJournal(lab);
    const steps = runbookSteps(lab.workFor());
    await journal.run(steps.maintenanceOn);
    const { statSync } = await import('node:fs');
    expect(statSync(`${lab.target.site.root}/storage/framework/down`).mode & 0o044).toBe(0o044);
    await journal.undo(steps.maintenanceOn);
  });

  it('stays up when it was up before, with everything as it was', async () => {
    lab.artisan('down', '--secret=theirs', '--retry=7');
    const before = lab.read('storage/framework/down');
    const journal = siteJournal(lab);
    const steps = runbookSteps(lab.workFor());
    await journal.run(steps.maintenanceOn);
    expect(bypassUrlOf(journal.memoOf('maintenance-on'))).toBeNull();
    await journal.run(steps.maintenanceOff);
    await journal.undo(steps.maintenanceOn);
    expect(lab.read('storage/framework/down')).toBe(before);
    expect(await status()).toBe(503);
  });

  it('is taken down at the end when the incident had put it up, but not when the restore is undone half way', async () => {
    const set = await setMaintenance(true, { target: lab.target, recovery: { commands: {} } }, lab.connections, () => {}, never);
    const steps = runbookSteps(lab.workFor({ paused: { bypassUrl: set.bypassUrl } }));
    const undone = siteJournal(lab);
    await undone.run(steps.maintenanceOn);
    expect(bypassUrlOf(undone.memoOf('maintenance-on'))).toBe(set.bypassUrl);
    await undone.undo(steps.maintenanceOn);
    expect(await status()).toBe(503);

    const whole = siteJournal(lab);
    await whole.run(steps.maintenanceOn);
    await whole.run(steps.maintenanceOff);
    expect(await status()).toBe(200);
  });

  it('goes on where it was killed: the page that is up by then is its own, with the same link', async () => {
    const first = siteJournal(lab);
    const steps = runbookSteps(lab.workFor());
    const killed = new AbortController();
    // The memo is durable; nothing has run yet.
    await expect(
      first.run(steps.maintenanceOn, { signal: killed.signal, onMemo: () => killed.abort(new Error('killed')) }),
    ).rejects.toThrow('killed');
    expect(await status()).toBe(200);
    const again = siteJournal(lab, first.memos);
    await again.run(steps.maintenanceOn);
    const link = bypassUrlOf(again.memoOf('maintenance-on')) ?? '';
    expect(link).toBe(bypassUrlOf(first.memoOf('maintenance-on')));
    // Killed once more, after the command and before the journal had it as done.
    await siteJournal(lab, first.memos).run(steps.maintenanceOn);
    expect((await visit(link)).status).toBe(302);
    await again.undo(steps.maintenanceOn);
    expect(await status()).toBe(200);
  });

  it('is not taken down by an undo of days later when somebody has put it up again since', async () => {
    const journal = siteJournal(lab);
    const steps = runbookSteps(lab.workFor());
    await journal.run(steps.maintenanceOn);
    await journal.run(steps.maintenanceOff);
    lab.artisan('down');
    await journal.undo(steps.maintenanceOn);
    expect(await status()).toBe(503);
  });

  it('is put up and taken down by hand where the code no longer starts, with a warning that names the command', async () => {
    const console = lab.read('routes/console.php');
    lab.put('routes/console.php', '<?php throw new RuntimeException("broken by an update");');
    try {
      const journal = siteJournal(lab);
      const steps = runbookSteps(lab.workFor());
      const warning = await journal.run(steps.maintenanceOn);
      expect(warning).toContain('artisan down');
      expect(warning).toContain('broken by an update');
      expect(await status()).toBe(503);
      const link = bypassUrlOf(journal.memoOf('maintenance-on')) ?? '';
      expect((await visit(link)).status).toBe(302);
      const back = await journal.run(steps.maintenanceOff);
      expect(back).toContain('removed by hand');
      expect(await status()).toBe(200);
    } finally {
      lab.put('routes/console.php', console);
    }
  });

  it('is a problem where it cannot be put up, before anything is changed, and where it cannot be taken down by an undo', async () => {
    const failing = { 'maintenance-on': 'echo no such page >&2; exit 7', 'maintenance-off': 'echo stuck; exit 8' };
    const steps = runbookSteps(lab.workFor({}, { commands: failing }));
    const journal = siteJournal(lab);
    const { code, detail } = await problemOf(journal.run(steps.maintenanceOn));
    expect(code).toBe('restore.maintenance-failed');
    expect(detail).toContain('no such page');
    expect(await problemOf(journal.undo(steps.maintenanceOn))).toMatchObject({
      code: 'restore.site-still-down',
      detail: expect.stringContaining('stuck') as string,
    });
  });

  it('that does not come down at the end is a warning: the data are right', async () => {
    const own = { 'maintenance-on': 'true', 'maintenance-off': 'echo stuck; exit 8' };
    const steps = runbookSteps(lab.workFor({}, { commands: own }));
    const journal = siteJournal(lab);
    await journal.run(steps.maintenanceOn);
    expect(await journal.run(steps.maintenanceOff)).toMatch(/still up.*stuck/);
  });

  it('is not put up on a target that turns out to be another one', async () => {
    const steps = runbookSteps(lab.workFor());
    const journal = siteJournal(lab);
    await expect(journal.run(steps.maintenanceOn, { confirm: () => Promise.reject(new Error('another server')) })).rejects.toThrow(
      'another server',
    );
    expect(journal.memos.size).toBe(0);
    expect(await status()).toBe(200);
  });
});

describe('the maintenance page by a press, outside of a restore', () => {
  const recovery = { commands: {} };
  it('gives the link that passes it, says when it was up already, and takes it down', async () => {
    const said: string[] = [];
    const on = await setMaintenance(true, { target: lab.target, recovery }, lab.connections, (line) => void said.push(line), never);
    expect(on).toMatchObject({ wasSo: false, warnings: [] });
    expect((await visit(on.bypassUrl ?? '')).status).toBe(302);
    expect(await status()).toBe(503);
    expect(said.join('\n')).not.toContain(on.bypassUrl?.split('/').at(-1));
    expect(await setMaintenance(true, { target: lab.target, recovery }, lab.connections, () => {}, never)).toMatchObject({
      wasSo: true,
      bypassUrl: null,
    });
    await setMaintenance(false, { target: lab.target, recovery }, lab.connections, () => {}, never);
    expect(await status()).toBe(200);
  });

  it('is refused for a site that has none, and for a folder that is marked as another site', async () => {
    const plain = { ...lab.target, site: { ...lab.target.site, profile: 'plain' as const } };
    const press = (target: typeof plain | typeof lab.target) =>
      setMaintenance(true, { target, recovery }, lab.connections, () => {}, never);
    expect((await problemOf(press(plain))).code).toBe('restore.no-maintenance');
    const { rmSync } = await import('node:fs');
    const marker = lab.put('.holdfast-site', 'somebody-else\n');
    expect((await problemOf(press(lab.target))).code).toBe('restore.target-differs');
    rmSync(marker);
    expect(await status()).toBe(200);
  });
});
