import type { SiteSchedules } from '../../../shared/model/schedule.ts';
import type { DatabaseDraft, Source } from '../../../shared/model/source.ts';
import { ask, EXIT, oneOf, portNumber, ProblemReport, requiredText, text, type Command, type CommandContext } from '../command.ts';
import { AppError } from '../../errors/app-error.ts';
import { findSite, serverOfCommand } from '../find.ts';
import { describeRhythm } from '../rhythm-words.ts';
import { databaseOwner } from '../secret-owners.ts';
import { table } from '../table.ts';

const string = { type: 'string' } as const;
const flag = { type: 'boolean' } as const;

const DATABASE = { database: string, 'db-user': string, 'db-host': string, 'db-port': string, 'db-socket': string };

export const siteDetect: Command = {
  name: 'site detect',
  usage: 'site detect SERVER [--root FOLDER] [--keep-secrets-in-file]',
  about: 'Looks for Laravel and Django sites on a server. Only reads.',
  options: { root: string, 'keep-secrets-in-file': flag },
  positionals: [1, 1],
  access: 'work',
  async run(context) {
    const { app, positionals, options } = context;
    context.secrets.keep(options['keep-secrets-in-file'] === true);
    const server = await serverOfCommand(context, positionals[0] ?? '');
    const proposals = await ask(app, 'site.detect', { serverId: server.id, root: text(options, 'root') ?? null });
    const rows = proposals.map((found) => [
      found.name,
      found.framework ?? found.profile,
      found.root,
      [...found.databases.map(({ database }) => database), ...found.notes].join('; '),
    ]);
    return {
      exit: EXIT.done,
      json: proposals,
      text: rows.length === 0 ? 'No site found.' : table(['Name', 'Framework', 'Folder', 'Database'], rows),
    };
  },
};

export const siteAdd: Command = {
  name: 'site add',
  usage:
    'site add --server SERVER --root FOLDER [--name NAME] [--profile laravel|django|plain] [--database NAME --db-user USER [--db-host H] [--db-port N] [--db-socket PATH]] [--keep-secrets-in-file]',
  about:
    'Registers a site with the database its settings file names, or with the one given. Its password is asked for here only to be kept.',
  options: { server: string, root: string, name: string, profile: string, url: string, 'keep-secrets-in-file': flag, ...DATABASE },
  positionals: [0, 0],
  access: 'work',
  async run(context) {
    const { app, options } = context;
    context.secrets.keep(options['keep-secrets-in-file'] === true);
    const server = await serverOfCommand(context, requiredText(options, 'server'));
    const root = requiredText(options, 'root');
    const [found] = await ask(app, 'site.detect', { serverId: server.id, root });
    if (found === undefined) throw new ProblemReport(new AppError('site.root-missing', { detail: root }).toProblem());
    for (const note of found.notes) context.note(note);
    const given = await withPasswordToKeep(context, databaseOf(context));
    const site = await ask(app, 'site.add', {
      serverId: server.id,
      name: text(options, 'name') ?? found.name,
      root: found.root,
      profile: oneOf(options, 'profile', ['laravel', 'django', 'plain']) ?? found.profile,
      url: text(options, 'url') ?? found.url,
      framework: found.framework,
      databases: given === null ? found.databases : [given],
    });
    const databases = given === null ? found.databases : [given];
    const text_ =
      databases.length === 0
        ? 'No database yet: add one with --database.'
        : `Database: ${databases.map(({ database }) => database).join(', ')}`;
    const byItself = describeByItself(await ask(app, 'schedule.get', { siteId: site.id }));
    return {
      exit: databases.length === 0 ? EXIT.warning : EXIT.done,
      json: site,
      text: `${site.name} is registered. ${text_}\n${byItself}`,
    };
  },
};

/** What is done for a new site without anybody asking, and how to change it. A look at its health is no work. */
function describeByItself({ siteName, works }: SiteSchedules): string {
  const on = works.flatMap(({ work, schedule: { rhythm } }) =>
    rhythm === null || work === 'health' ? [] : [`${work} ${describeRhythm(rhythm)}`],
  );
  const what = on.length === 0 ? 'nothing' : on.join('; ');
  return [
    `By itself from now on, while the window is open or "holdfast agent" runs: ${what}.`,
    `To change it: holdfast schedule set ${/\s/u.test(siteName) ? JSON.stringify(siteName) : siteName} WORK RHYTHM|off`,
  ].join('\n');
}

export const siteList: Command = {
  name: 'site list',
  usage: 'site list',
  about: 'All registered sites.',
  options: {},
  positionals: [0, 0],
  access: 'read',
  async run({ app }) {
    const { sites } = await ask(app, 'fleet.status', undefined);
    const rows = sites.map(({ site, server, sources }) => [
      site.name,
      site.framework ?? site.profile,
      `${server.name}:${site.root}`,
      sources.map(sourceName).join(', '),
    ]);
    const json = sites.map(({ site, sources }) => ({ ...site, sources }));
    return { exit: EXIT.done, json, text: rows.length === 0 ? 'No site yet.' : table(['Site', 'Framework', 'Folder', 'Sources'], rows) };
  },
};

export const siteRemove: Command = {
  name: 'site remove',
  usage: 'site remove SITE [--leave-cron]',
  about:
    'Forgets a site. Its backups stay. Refused while its server makes backups by itself ("cron remove"); with --leave-cron they go on.',
  options: { 'leave-cron': { type: 'boolean' } },
  positionals: [1, 1],
  access: 'work',
  async run({ app, options, positionals }) {
    const { site } = await findSite(app, positionals[0] ?? '');
    await ask(app, 'site.remove', { siteId: site.id, leaveCron: options['leave-cron'] === true });
    return {
      exit: EXIT.done,
      json: { removed: site.id },
      text: `${site.name} is no longer registered. Its backups stay where they are; its emergency card stays with them, says so, and goes with the last one.`,
    };
  },
};

function sourceName(source: Source): string {
  switch (source.kind) {
    case 'database':
      return source.database;
    case 'media':
      return source.folders.join(' + ');
    case 'config':
      return 'settings';
    case 'server-backups':
      return `made by the server (${source.folders.join(' + ')})`;
  }
}

function databaseOf({ options }: CommandContext): DatabaseDraft | null {
  const database = text(options, 'database');
  if (database === undefined) return null;
  return {
    database,
    user: requiredText(options, 'db-user'),
    address: {
      host: text(options, 'db-host') ?? '127.0.0.1',
      port: portNumber(options, 'db-port', 3306),
      socket: text(options, 'db-socket') ?? null,
    },
    access: { from: 'keychain' },
  };
}

/** The password for the 0600 file, asked for at once. Throws `source.secret-missing`. */
async function withPasswordToKeep(context: CommandContext, given: DatabaseDraft | null): Promise<DatabaseDraft | null> {
  if (given === null || context.options['keep-secrets-in-file'] !== true) return given;
  const password = await context.secrets.ask(databaseOwner('source:new', given, true));
  if (password === null)
    throw new ProblemReport(new AppError('source.secret-missing', { detail: `${given.user} of ${given.database}` }).toProblem());
  return { ...given, password };
}
