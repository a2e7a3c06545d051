import { formatDuration } from '../../shared/format/durations.ts';
import type { SiteId } from '../../shared/model/ids.ts';
import type { LearningPath, LearningStep } from '../../shared/model/learning.ts';

/** What is so, as far as the way to "you are protected" is concerned. */
export interface LearningFacts {
  readonly sites: readonly {
    readonly id: SiteId;
    readonly name: string;
    readonly isProtected: boolean;
    /** One sentence. */
    readonly because: string;
    /** Backups with a copy that was read back and is intact. */
    readonly goodBackups: number;
    /** A work of its server's cron, or a schedule here that makes or fetches backups. */
    readonly runsAlone: boolean;
    readonly drill: { readonly restoreMs: number | null } | null;
    readonly cardPrinted: boolean;
  }[];
  /** Jobs that ended well, by what they did. */
  readonly did: { readonly backup: boolean; readonly verify: boolean; readonly copy: boolean };
  readonly putAway: boolean;
}

/** The guide of the first weeks; a step is done when it is so, and open again when it is no longer. Pure. */
export function learningPath(facts: LearningFacts): LearningPath {
  const before = [firstBackup(facts), commands(facts), alone(facts), restore(facts), card(facts)];
  const steps = [...before, protectedNow(facts, before.filter(({ done }) => !done).length)];
  return { steps, done: steps.filter(({ done }) => done).length, putAway: facts.putAway };
}

function firstBackup({ sites }: LearningFacts): LearningStep {
  const [site] = sites.filter(({ goodBackups }) => goodBackups > 0);
  const [first] = sites;
  return {
    id: 'first-backup',
    title: 'Make the first backup',
    about: 'Holdfast signs in to the server, reads database, files and settings through that one line, and reads back every byte it kept.',
    done: site !== undefined,
    found:
      site !== undefined
        ? `${site.name}: ${site.goodBackups === 1 ? 'one backup' : `${site.goodBackups} backups`}, read back and intact.`
        : first === undefined
          ? 'No site is registered yet.'
          : `${first.name} has no backup that was read back.`,
    commands: [
      'holdfast server add --name NAME --address HOST --user USER --key FILE',
      'holdfast site add --server NAME --root FOLDER --name SITE',
      'holdfast backup run SITE',
    ],
    action:
      first === undefined
        ? { kind: 'open', label: 'Add a server', screen: 'add-server' }
        : { kind: 'open-site', label: `Open ${first.name}`, siteId: first.id },
  };
}

function commands({ did, sites }: LearningFacts): LearningStep {
  const missing = [...(did.backup ? [] : ['back up']), ...(did.verify ? [] : ['verify']), ...(did.copy ? [] : ['copy'])];
  return {
    id: 'commands',
    title: 'Understand the three commands',
    about:
      'Everything rests on three: back up (a new recovery point), verify (read a copy again and compare), copy (bring it to a second place). ' +
      'Each was done once when you have used the button or typed the command.',
    done: missing.length === 0,
    found: missing.length === 0 ? 'Backed up, verified and copied.' : `Not done yet: ${missing.join(', ')}.`,
    commands: ['holdfast backup run SITE', 'holdfast backup verify ID', 'holdfast copy push PLACE --site SITE'],
    action: siteOr(sites, { kind: 'open', label: 'Open the places', screen: 'places' }, did.copy),
  };
}

function alone({ sites }: LearningFacts): LearningStep {
  const without = sites.filter(({ runsAlone }) => !runsAlone).map(({ name }) => name);
  const [site] = sites.filter(({ runsAlone }) => !runsAlone);
  return {
    id: 'alone',
    title: 'Let it run alone',
    about:
      'The server makes its nightly backups by cron, or a schedule on this computer fetches them. A backup that waits for somebody to think of it will be missing on the day.',
    done: sites.length > 0 && without.length === 0,
    found:
      sites.length === 0
        ? 'No site is registered yet.'
        : without.length === 0
          ? 'Every site is backed up by itself.'
          : `Nothing runs by itself for ${without.join(', ')}.`,
    commands: ['holdfast cron install SITE', 'holdfast schedule set SITE backup proposed'],
    action:
      site === undefined
        ? { kind: 'open', label: 'Open the fleet', screen: 'fleet' }
        : { kind: 'open-site', label: `Open ${site.name}`, siteId: site.id },
  };
}

function restore({ sites }: LearningFacts): LearningStep {
  const [tried] = sites.flatMap(({ name, drill }) => (drill === null ? [] : [{ name, drill }]));
  return {
    id: 'restore',
    title: 'Restore once, away from the live site',
    about:
      'A drill restores the newest backup into a database of its own, compares every table and measures the time. Nothing on the site is touched.',
    done: tried !== undefined,
    found:
      tried === undefined
        ? 'No backup was ever restored for trial.'
        : `${tried.name} came back${tried.drill.restoreMs === null ? '' : ` in ${formatDuration(tried.drill.restoreMs)}`}.`,
    commands: ['holdfast drill run SITE'],
    action: { kind: 'open', label: 'Open the drills', screen: 'drills' },
  };
}

function card({ sites }: LearningFacts): LearningStep {
  const open = sites.filter(({ cardPrinted }) => !cardPrinted).map(({ name }) => name);
  return {
    id: 'card',
    title: 'Print the emergency card',
    about:
      'One sheet for each site: where the copies are, how to restore without Holdfast, whom to call, where the key lies. It is for the day on which this computer is gone too.',
    done: sites.length > 0 && open.length === 0,
    found:
      sites.length === 0
        ? 'No site is registered yet.'
        : open.length === 0
          ? 'Every site has its card on paper.'
          : `Not printed: ${open.join(', ')}.`,
    commands: ['holdfast documents set SITE --who-decides WORDS', 'holdfast card SITE --output FILE.html', 'holdfast card printed SITE'],
    action: { kind: 'open', label: 'Open the papers', screen: 'documents' },
  };
}

function protectedNow({ sites }: LearningFacts, open: number): LearningStep {
  const [weak] = sites.filter(({ isProtected }) => !isProtected);
  const steps = `${open === 1 ? 'One step is' : `${open} steps are`} open.`;
  return {
    id: 'protected',
    title: 'You are protected',
    about:
      'Every site has fresh copies in enough places, they were proved, and you know how long it takes. From here on ten minutes a week keep it so.',
    done: sites.length > 0 && weak === undefined && open === 0,
    found:
      sites.length === 0
        ? 'No site is registered yet.'
        : weak !== undefined
          ? `${weak.name}: ${weak.because}`
          : open > 0
            ? steps
            : 'Every site is protected.',
    commands: ['holdfast status', 'holdfast checklist show'],
    action: { kind: 'open', label: 'Open the checklist', screen: 'checklist' },
  };
}

function siteOr(sites: LearningFacts['sites'], otherwise: LearningStep['action'], hasCopied: boolean): LearningStep['action'] {
  const [site] = sites;
  return site === undefined || !hasCopied ? otherwise : { kind: 'open-site', label: `Open ${site.name}`, siteId: site.id };
}
