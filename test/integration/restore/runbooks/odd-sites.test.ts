import { chownSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { evidenceFolderOf, evidenceOf } from '../../../../src/main/restore/runbooks/keep-evidence-step.ts';
import { bypassUrlOf } from '../../../../src/main/restore/runbooks/maintenance-memo.ts';
import { runbookSteps } from '../../../../src/main/restore/runbooks/runbook-steps.ts';
import { siteChecks } from '../../../../src/main/restore/runbooks/site-checks.ts';
import { isRoot } from '../../../lab/accounts.ts';
import { canMount, makeImage } from '../../../lab/small-disk.ts';
import { linkTo, never, problemOf } from '../../servers/lab-servers.ts';
import { siteJournal, startRunbookLab, visit, type RunbookLab } from './runbook-lab.ts';

/** Stands in front of PHP: what the site's artisan would answer if it were another version. */
const php = (cases: string) => `#!/bin/sh
echo "$*" >>"$HOME/php-calls"
case "$*" in
${cases}
esac
exec /usr/bin/php "$@"
`;
const calls = ({ lab }: RunbookLab) => readFileSync(join(lab.sshd.home, 'php-calls'), 'utf8');

describe('a Laravel of before 8, which knows no link that passes its page', () => {
  it('is taken down without one, and none is told', async () => {
    await using lab = await startRunbookLab({
      sshd: { programs: { php: php(`*' down '*--secret*) echo 'The "--secret" option does not exist.' >&2; exit 1 ;;`) } },
      site: { rows: false },
    });
    const journal = siteJournal(lab);
    const steps = runbookSteps(lab.workFor());
    expect(await journal.run(steps.maintenanceOn)).toBeUndefined();
    expect(bypassUrlOf(journal.memoOf('maintenance-on'))).toBeNull();
    expect((await visit(lab.url)).status).toBe(503);
    await journal.run(steps.maintenanceOff);
    expect((await visit(lab.url)).status).not.toBe(503);
  });
});

describe('a command that fails once', () => {
  it('is tried once more', async () => {
    await using lab = await startRunbookLab({
      sshd: { programs: { php: php(`*' down '*) [ -e "$HOME/tried" ] || { touch "$HOME/tried"; echo 'Lock wait' >&2; exit 1; } ;;`) } },
      site: { rows: false },
    });
    const journal = siteJournal(lab);
    expect(await journal.run(runbookSteps(lab.workFor()).maintenanceOn)).toBeUndefined();
    expect(calls(lab).match(/ down /g)).toHaveLength(2);
    expect((await visit(lab.url)).status).toBe(503);
  });
});

describe('a site whose page lies in its cache', () => {
  it('is seen to be down already, by what it says about itself', async () => {
    await using lab = await startRunbookLab({
      sshd: { programs: { php: php(`*' about --json'*) echo '{"environment":{"maintenance_mode":true}}'; exit 0 ;;`) } },
      site: { rows: false },
    });
    lab.put('.env', `${lab.read('.env')}APP_MAINTENANCE_DRIVER=cache\n`, 0o600);
    const journal = siteJournal(lab);
    const steps = runbookSteps(lab.workFor());
    await journal.run(steps.maintenanceOn);
    await journal.run(steps.maintenanceOff);
    expect(calls(lab)).not.toMatch(/ (?:down|up)( |$)/m);
    expect(journal.text()).toContain('stays up');
  });
});

describe('a line that is lost while a command runs', () => {
  it('is made anew, and the command runs to its end with the same link', async () => {
    await using lab = await startRunbookLab({
      // The first one never ends by itself.
      sshd: { programs: { php: php(`*' down '*) [ -e "$HOME/tried" ] || { touch "$HOME/tried"; exec sleep 300; } ;;`) } },
      site: { rows: false },
    });
    const journal = siteJournal(lab);
    const running = journal.run(runbookSteps(lab.workFor()).maintenanceOn);
    while (!existsSync(join(lab.lab.sshd.home, 'tried'))) await new Promise((resolve) => setTimeout(resolve, 20));
    const before = bypassUrlOf(journal.memoOf('maintenance-on'));
    lab.lab.sshd.killConnections();
    expect(await running).toBeUndefined();
    const link = bypassUrlOf(journal.memoOf('maintenance-on')) ?? '';
    expect(link).toBe(before);
    expect((await visit(link)).status).toBe(302);
    expect(journal.text()).toContain('Line lost');
  });
});

describe('a Django site', () => {
  it('has its page and its restart by commands of the operator, and shows its migrations by the Python of its own environment', async () => {
    await using lab = await startRunbookLab({ site: { rows: false } });
    rmSync(join(lab.target.site.root, 'artisan'));
    lab.put('manage.py', 'import sys\nprint("Planned operations:", *sys.argv[1:])\n');
    lab.put('.venv/bin/python', '#!/bin/sh\ncase "$1" in -c) exec python3 "$@" ;; esac\necho "own python: $*"\n', 0o755);
    lab.put('wsgi.py', '');
    const target = { ...lab.target, site: { ...lab.target.site, profile: 'django' as const } };
    const commands = {
      'maintenance-on': 'touch maintenance.on',
      'maintenance-off': 'rm maintenance.on',
      'restart-workers': 'touch wsgi.py',
    };
    const work = lab.workFor({ site: target.site }, { commands });
    const { checks } = await siteChecks(work, target, lab.connections, never);
    expect(checks.find(({ id }) => id === 'python')).toMatchObject({
      verdict: 'ok',
      found: expect.stringContaining('.venv/bin/python') as string,
    });
    const journal = siteJournal(lab);
    const steps = runbookSteps(work);
    const run = (step: typeof steps.migrate) => journal.run(step, { target });
    await run(steps.maintenanceOn);
    expect(lab.has('maintenance.on')).toBe(true);
    expect(await run(steps.migrate)).toContain('migrations the restored database does not have');
    expect(journal.text()).toContain('own python: manage.py migrate --plan');
    await run(steps.maintenanceOff);
    expect(lab.has('maintenance.on')).toBe(false);
    expect(journal.text()).toContain('$ touch wsgi.py');
  });
});

describe('a server that does not come to an end with what it tells', () => {
  it('does not keep the restore waiting: what it told by then is kept, and what was left is said', async () => {
    await using lab = await startRunbookLab({ sshd: { programs: { ps: '#!/bin/sh\nexec sleep 300\n' } }, site: { rows: false } });
    lab.put('storage/app/public/shell.php', '<?php');
    const work = { ...lab.workFor({ runbook: 'hacked' }), lookMs: 3_000 };
    const warning = await siteJournal(lab).run(runbookSteps(work).keepEvidence);
    expect(warning).toContain('took too long to tell');
    const folder = evidenceFolderOf(work);
    expect(readFileSync(join(folder, 'server-state.txt'), 'utf8')).toContain('== id');
    expect(readFileSync(join(folder, 'files.txt'), 'utf8')).toContain('shell.php');
  });
});

describe.runIf(isRoot())('a site of an account that root cannot become', () => {
  it('is told of before anything is done, and stops what would have to run its code', async () => {
    await using lab = await startRunbookLab({
      sshd: { asRoot: true, rootMaySignIn: true, programs: { setpriv: '#!/bin/sh\nexit 1\n' } },
      site: { rows: false },
    });
    const server = { ...lab.target.server, user: 'root' };
    await using link = linkTo([server]);
    chownSync(lab.target.site.root, 54_321, 54_321);
    const target = { ...lab.target, server };
    const account = async (maintenance: boolean) =>
      (await siteChecks(lab.workFor({ maintenance }), target, link.links, never)).checks.find(({ id }) => id === 'account');
    expect(await account(true)).toMatchObject({ verdict: 'stop', found: expect.stringContaining('54321') as string });
    expect((await account(false))?.verdict).toBe('attention');
  });
});

const hasDisk = await canMount('tmpfs');

describe.runIf(hasDisk)('a disk of this computer that is full', () => {
  it('stops the restore before anything is changed, and the evidence is whole once there is room', async () => {
    await using lab = await startRunbookLab({ site: { rows: false } });
    await using disk = await makeImage('tmpfs', 4);
    // Nothing that shrinks: 6 MB of it do not go on 4 MB.
    const noise = Buffer.alloc(6_000_000);
    crypto.getRandomValues(noise.subarray(0, 65_536));
    for (let at = 65_536; at < noise.length; at += 65_536) crypto.getRandomValues(noise.subarray(at, at + 65_536));
    lab.put('storage/app/public/noise.bin', '');
    writeFileSync(join(lab.target.site.root, 'storage/app/public/noise.bin'), noise);
    const full = { ...lab.workFor({ runbook: 'hacked' }), evidenceFolder: join(disk.mount, 'evidence') };
    const journal = siteJournal(lab);
    const { code, detail } = await problemOf(journal.run(runbookSteps(full).keepEvidence));
    expect(code).toBe('restore.evidence-not-written');
    expect(detail).toMatch(/no space/i);
    expect(evidenceOf(journal.memoOf('keep-evidence'))).toBeNull();
    const roomy = { ...full, evidenceFolder: join(lab.scratch, 'evidence') };
    await journal.run(runbookSteps(roomy).keepEvidence);
    expect(existsSync(join(evidenceFolderOf(roomy), 'files.tar.zst'))).toBe(true);
  });
});

describe('a site whose page would change places with its files', () => {
  it('is named before anything is done, unless that folder is left out', async () => {
    await using lab = await startRunbookLab({ site: { rows: false } });
    const media = (folder: string, excludes: string[]) => ({
      ...lab.target,
      sources: lab.target.sources.map((source) => (source.kind === 'media' ? { ...source, folders: [folder], excludes } : source)),
    });
    const verdict = async (folder: string, excludes: string[]) =>
      (await siteChecks(lab.workFor(), media(folder, excludes), lab.connections, never)).checks.find(({ id }) => id === 'maintenance')
        ?.verdict;
    expect(await verdict('storage', [])).toBe('attention');
    expect(await verdict('.', ['logs/'])).toBe('attention');
    expect(await verdict('storage', ['framework/'])).toBeUndefined();
    expect(await verdict('storage/app', [])).toBeUndefined();
  });
});
