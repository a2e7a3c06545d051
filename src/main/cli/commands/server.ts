import type { Authentication, Server } from '../../../shared/model/server.ts';
import { AppError } from '../../errors/app-error.ts';
import { ask, EXIT, portNumber, ProblemReport, requiredText, text, UsageError, type Command, type CommandContext } from '../command.ts';
import { findServer, serverOfCommand } from '../find.ts';
import { needsSecret, serverOwner } from '../secret-owners.ts';
import { facts, table } from '../table.ts';

const string = { type: 'string' } as const;
const flag = { type: 'boolean' } as const;

const SIGN_IN = {
  key: string,
  passphrase: flag,
  agent: flag,
  'agent-socket': string,
  password: flag,
  'keyboard-interactive': flag,
  'keep-secrets-in-file': flag,
};

export const serverAdd: Command = {
  name: 'server add',
  usage:
    'server add --name NAME --address HOST --user USER [--port 22] (--key FILE [--passphrase] | --agent | --password | --keyboard-interactive) [--jump SERVER] [--accept-host-key SHA256:...] [--keep-secrets-in-file]',
  about: 'Registers a server. Without an accepted host key it prints the fingerprint and ends with 3.',
  options: { name: string, address: string, port: string, user: string, jump: string, 'accept-host-key': string, ...SIGN_IN },
  positionals: [0, 0],
  access: 'work',
  async run(context) {
    const { app, options } = context;
    const jump = text(options, 'jump');
    context.secrets.keep(options['keep-secrets-in-file'] === true);
    const draft = {
      name: requiredText(options, 'name'),
      address: requiredText(options, 'address'),
      port: portNumber(options, 'port', 22),
      user: requiredText(options, 'user'),
      authentication: authenticationOf(context),
      jumpServerId: jump === undefined ? null : (await findServer(app, jump)).id,
    };
    // Nobody types a password for a server whose key they have not accepted.
    const secret = text(options, 'accept-host-key') === undefined ? undefined : await secretToKeep(context, draft);
    const server = await ask(app, 'server.add', { ...draft, ...(secret === undefined ? {} : { secret }) });
    await serverOfCommand(context, server.id);
    // A server nobody has recognised is not kept: the next call starts from the question again.
    try {
      return await recognise(context, server);
    } catch (error) {
      await ask(app, 'server.remove', { serverId: server.id });
      throw error;
    }
  },
};

async function recognise({ app, options }: CommandContext, server: Server) {
  const accepted = text(options, 'accept-host-key');
  const answer = await ask(app, 'server.ask-host-key', { serverId: server.id });
  const { hostKey } = answer;
  if (accepted === undefined) {
    const known = {
      'same-key': 'known_hosts on this computer already has this key for this address.',
      'other-key': 'known_hosts on this computer has ANOTHER key for this address.',
      revoked: 'known_hosts on this computer marks this key as revoked.',
      unknown: 'known_hosts on this computer does not know this address.',
    }[answer.knownHosts];
    const detail = [
      `${server.address}:${server.port} answered with ${hostKey.type}`,
      hostKey.fingerprint,
      known,
      `On the server's console this prints the same line: ${answer.consoleCommand}`,
      `If it is the same, run the command again with: --accept-host-key ${hostKey.fingerprint}`,
    ].join('\n');
    throw new ProblemReport(new AppError('ssh.host-key-unknown', { detail }).toProblem(), EXIT.needsConfirmation);
  }
  const pinned = await ask(app, 'server.pin-host-key', { serverId: server.id, fingerprint: accepted });
  return { exit: EXIT.done, json: pinned, text: `${pinned.name} is registered; its ${hostKey.type} key ${accepted} is pinned.` };
}

export const serverPin: Command = {
  name: 'server pin',
  usage: 'server pin SERVER --accept-host-key SHA256:...',
  about: 'Pins the host key of a registered server, after it changed, say.',
  options: { 'accept-host-key': string },
  positionals: [1, 1],
  access: 'work',
  run: async (context) => recognise(context, await serverOfCommand(context, context.positionals[0] ?? '')),
};

export const serverList: Command = {
  name: 'server list',
  usage: 'server list',
  about: 'All registered servers.',
  options: {},
  positionals: [0, 0],
  access: 'read',
  async run({ app }) {
    const servers = await ask(app, 'server.list', undefined);
    const rows = servers.map((server) => [
      server.name,
      `${server.user}@${server.address}:${server.port}`,
      server.authentication.method,
      server.hostKey?.fingerprint ?? 'host key not accepted',
    ]);
    return {
      exit: EXIT.done,
      json: servers,
      text: rows.length === 0 ? 'No server yet.' : table(['Server', 'Address', 'Sign in', 'Host key'], rows),
    };
  },
};

export const serverCheck: Command = {
  name: 'server check',
  usage: 'server check SERVER [--keep-secrets-in-file]',
  about: 'Preflight: what can this server do? Only reads.',
  options: { 'keep-secrets-in-file': flag },
  positionals: [1, 1],
  access: 'work',
  async run(context) {
    const { app, positionals, options } = context;
    context.secrets.keep(options['keep-secrets-in-file'] === true);
    const server = await serverOfCommand(context, positionals[0] ?? '');
    const report = await ask(app, 'server.check', { serverId: server.id });
    const rows = report.rows.map((row) => [
      row.verdict === 'ok' ? 'ok' : row.verdict.toUpperCase(),
      row.label,
      row.verdict === 'ok' ? row.found : `${row.found}. ${row.why}`,
    ]);
    const missing = report.rows.some((row) => row.verdict === 'missing');
    return { exit: missing ? EXIT.warning : EXIT.done, json: report, text: table(['', 'What', 'Found'], rows) };
  },
};

export const serverRemove: Command = {
  name: 'server remove',
  usage: 'server remove SERVER',
  about: 'Forgets a server. Refused while sites are on it.',
  options: {},
  positionals: [1, 1],
  access: 'work',
  async run({ app, positionals }) {
    const server = await findServer(app, positionals[0] ?? '');
    await ask(app, 'server.remove', { serverId: server.id });
    return { exit: EXIT.done, json: { removed: server.id }, text: `${server.name} is no longer registered.` };
  },
};

export const serverEdit: Command = {
  name: 'server edit',
  usage:
    'server edit SERVER [--name NAME] [--address HOST] [--port N] [--user USER] [--key FILE [--passphrase] | --agent | --password | --keyboard-interactive] [--jump SERVER] [--keep-secrets-in-file]',
  about: 'Changes a server. Another address, port or jump server drops the pinned key.',
  options: { name: string, address: string, port: string, user: string, jump: string, ...SIGN_IN },
  positionals: [1, 1],
  access: 'work',
  async run(context) {
    const { app, options, positionals } = context;
    const server = await findServer(app, positionals[0] ?? '');
    const jump = text(options, 'jump');
    context.secrets.keep(options['keep-secrets-in-file'] === true);
    const signInGiven = Object.keys(SIGN_IN).some((name) => name !== 'keep-secrets-in-file' && options[name] !== undefined);
    const draft = {
      name: text(options, 'name') ?? server.name,
      address: text(options, 'address') ?? server.address,
      port: portNumber(options, 'port', server.port),
      user: text(options, 'user') ?? server.user,
      authentication: signInGiven ? authenticationOf(context) : server.authentication,
      jumpServerId: jump === undefined ? server.jumpServerId : (await findServer(app, jump)).id,
    };
    // A secret that was kept for another way to sign in is none for this one.
    const otherWay = draft.authentication.method !== server.authentication.method;
    const secret = (await secretToKeep(context, draft, server.id)) ?? (otherWay ? null : undefined);
    const edited = await ask(app, 'server.edit', { serverId: server.id, draft: { ...draft, ...(secret === undefined ? {} : { secret }) } });
    return {
      exit: EXIT.done,
      json: edited,
      text: facts([
        ['Server', edited.name],
        ['Host key', edited.hostKey?.fingerprint ?? 'not accepted'],
      ]),
    };
  },
};

export const serverImport: Command = {
  name: 'server import',
  usage: 'server import',
  about: 'Hosts of ~/.ssh/config that could be added. Nothing found there is run.',
  options: {},
  positionals: [0, 0],
  access: 'read',
  async run({ app }) {
    const candidates = await ask(app, 'server.import-candidates', undefined);
    const rows = candidates.map((host) => [
      host.alias,
      `${host.user ?? '?'}@${host.address}:${host.port}`,
      host.identityFile ?? '',
      host.notes.join(' '),
    ]);
    return {
      exit: EXIT.done,
      json: candidates,
      text: rows.length === 0 ? 'No host in ~/.ssh/config.' : table(['Alias', 'Address', 'Key file', 'Notes'], rows),
    };
  },
};

type SignInDraft = Parameters<typeof serverOwner>[1];

/** The secret for the 0600 file, asked for at once; undefined where none is needed, or none is to be kept. Throws `ssh.secret-missing`. */
async function secretToKeep(context: CommandContext, draft: SignInDraft, id = 'new'): Promise<string | undefined> {
  if (context.options['keep-secrets-in-file'] !== true || !needsSecret(draft.authentication)) return undefined;
  const servers = await ask(context.app, 'server.list', undefined);
  context.secrets.introduce(servers.map((server) => serverOwner(`server:${server.id}`, server, false)));
  const secret = await context.secrets.ask(serverOwner(`server:${id}`, draft, true));
  if (secret === null) throw new ProblemReport(new AppError('ssh.secret-missing', { detail: draft.name }).toProblem());
  return secret;
}

function authenticationOf({ options }: CommandContext): Authentication {
  const key = text(options, 'key');
  const chosen = [
    key !== undefined,
    options['agent'] === true || options['agent-socket'] !== undefined,
    options['password'] === true,
    options['keyboard-interactive'] === true,
  ];
  if (chosen.filter(Boolean).length !== 1) throw new UsageError('Choose one of --key FILE, --agent, --password, --keyboard-interactive.');
  if (key !== undefined) return { method: 'key-file', path: key, hasPassphrase: options['passphrase'] === true };
  if (options['password'] === true) return { method: 'password' };
  if (options['keyboard-interactive'] === true) return { method: 'keyboard-interactive' };
  return { method: 'agent', socket: text(options, 'agent-socket') ?? null };
}
