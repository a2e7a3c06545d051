import { formatBytes } from '../../../shared/format/bytes.ts';
import { whereIs, type PlaceDraft, type PlaceStatus, type Presence } from '../../../shared/model/place.ts';
import { ask, EXIT, oneOf, requiredText, text, UsageError, type Command, type CommandContext } from '../command.ts';
import { introduceEverybody, serverOfCommand } from '../find.ts';
import { placeOwner } from '../secret-owners.ts';
import { table } from '../table.ts';
import { findPlace, wholeNumber } from '../words.ts';

const string = { type: 'string' } as const;
const flag = { type: 'boolean' } as const;

export const placeList: Command = {
  name: 'place list',
  usage: 'place list',
  about: 'Places where copies lie, with what is in them.',
  options: {},
  positionals: [0, 0],
  access: 'read',
  async run({ app }) {
    const places = await ask(app, 'place.list', undefined);
    const rows = places.map((each) => [
      each.place.name,
      each.place.kind,
      presenceWord(each.presence),
      `${each.copies}${each.failedCopies === 0 ? '' : ` (${each.failedCopies} FAILED)`}`,
      formatBytes(each.bytes),
      `${each.owed}`,
      each.oldestProofAt ?? '-',
      whereIs(each.place),
    ]);
    const head = ['Place', 'Kind', 'State', 'Copies', 'Size', 'Owed', 'Oldest proof (UTC)', 'Where'];
    return { exit: EXIT.done, json: places, text: rows.length === 0 ? 'No place yet.' : table(head, rows) };
  },
};

export const placeAdd: Command = {
  name: 'place add',
  usage:
    'place add drive FOLDER --name NAME | place add server-folder FOLDER --server SERVER --name NAME | place add s3 --bucket B --region R --access-key-id ID --name NAME [--endpoint URL] [--prefix P] [--path-style] [--storage-class C] [--encryption AES256|aws:kms] [--kms-key ID] [--object-lock GOVERNANCE|COMPLIANCE --lock-days N] [--checksums sdk|when-required] [--onsite] [--keep-secrets-in-file]',
  about:
    'Registers a place for further copies. The secret access key comes from HOLDFAST_PLACE_SECRET or a question, never from the command line.',
  options: {
    name: string,
    onsite: flag,
    server: string,
    bucket: string,
    region: string,
    endpoint: string,
    prefix: string,
    'path-style': flag,
    'access-key-id': string,
    'storage-class': string,
    encryption: string,
    'kms-key': string,
    'object-lock': string,
    'lock-days': string,
    checksums: string,
    'keep-secrets-in-file': flag,
  },
  positionals: [1, 2],
  access: 'work',
  async run(context) {
    context.secrets.keep(context.options['keep-secrets-in-file'] === true);
    const place = await ask(context.app, 'place.add', await draftOf(context));
    return {
      exit: EXIT.done,
      json: place,
      text: `${place.name} is registered: ${whereIs(place)}. Try it with: place test "${place.name}"`,
    };
  },
};

async function draftOf(context: CommandContext): Promise<PlaceDraft> {
  const { positionals, options } = context;
  const [kind = '', folder] = positionals;
  const common = { name: requiredText(options, 'name'), offsite: options['onsite'] !== true };
  switch (kind) {
    case 'drive':
      return { kind, ...common, folder: needed(folder) };
    case 'server-folder':
      return { kind, ...common, folder: needed(folder), serverId: (await serverOfCommand(context, requiredText(options, 'server'))).id };
    case 's3':
      return { kind, ...common, ...s3Settings(context), ...(await s3Secret(context, common.name)) };
    default:
      throw new UsageError('place add: drive, server-folder or s3.');
  }
}

function needed(folder: string | undefined): string {
  if (folder === undefined) throw new UsageError('place add: the folder is missing.');
  return folder;
}

function s3Settings({ options }: CommandContext) {
  const lock = oneOf(options, 'object-lock', ['GOVERNANCE', 'COMPLIANCE']);
  return {
    endpoint: text(options, 'endpoint') ?? null,
    region: text(options, 'region') ?? 'us-east-1',
    bucket: requiredText(options, 'bucket'),
    prefix: (text(options, 'prefix') ?? '').replaceAll(/^\/+|\/+$/gu, ''),
    pathStyle: options['path-style'] === true,
    storageClass: text(options, 'storage-class') ?? null,
    encryption: oneOf(options, 'encryption', ['none', 'AES256', 'aws:kms']) ?? 'none',
    kmsKeyId: text(options, 'kms-key') ?? null,
    objectLock: lock === undefined ? null : { mode: lock, days: wholeNumber(options, 'lock-days') ?? 30 },
    checksums: oneOf(options, 'checksums', ['sdk', 'when-required']) ?? 'when-required',
    accessKeyId: requiredText(options, 'access-key-id'),
  } as const;
}

async function s3Secret({ secrets, options }: CommandContext, name: string): Promise<{ readonly secretAccessKey?: string }> {
  const secret = await secrets.ask(placeOwner('place:new', { name, accessKeyId: requiredText(options, 'access-key-id') }, true));
  return secret === null ? {} : { secretAccessKey: secret };
}

export const placeTest: Command = {
  name: 'place test',
  usage: 'place test PLACE',
  about: 'Writes, reads back and deletes a small file in a place; says which rights are too many or too few.',
  options: {},
  positionals: [1, 1],
  access: 'work',
  async run(context) {
    await introduceEverybody(context);
    const place = await findPlace(context.app, context.positionals[0] ?? '');
    const report = await ask(context.app, 'place.test', { placeId: place.id });
    const rows = report.rows.map(({ label, verdict, found, why }) => [label, verdict, inSentences(found, why)]);
    const attention = report.rows.some(({ verdict }) => verdict === 'attention');
    return {
      exit: report.usable ? (attention ? EXIT.warning : EXIT.done) : EXIT.failed,
      json: report,
      text: `${table(['Tried', 'Result', 'Found'], rows)}\n${place.name} is ${report.usable ? 'usable' : 'NOT usable'}.`,
    };
  },
};

export const placeRemove: Command = {
  name: 'place remove',
  usage: 'place remove PLACE',
  about: 'Forgets a place and the copies known there. Nothing in it is deleted.',
  options: {},
  positionals: [1, 1],
  access: 'work',
  async run({ app, positionals }) {
    const place = await findPlace(app, positionals[0] ?? '');
    await ask(app, 'place.remove', { placeId: place.id });
    return { exit: EXIT.done, json: { removed: place.id }, text: `${place.name} is forgotten. What lies there stays there.` };
  },
};

function presenceWord(presence: PlaceStatus['presence']): string {
  return presence === null ? 'not asked' : PRESENCE[presence.state];
}

const PRESENCE: Readonly<Record<Presence['state'], string>> = { there: 'there', absent: 'not plugged in', unreachable: 'NOT REACHED' };

function inSentences(...parts: readonly string[]): string {
  return parts
    .filter((words) => words !== '')
    .map((words) => (/[.?]$/.test(words) ? words : `${words}.`))
    .join(' ');
}
