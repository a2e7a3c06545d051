import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import * as z from 'zod';
import type { LearningPath } from '../../../shared/model/learning.ts';
import {
  CardKind,
  type CardStatus,
  type Documents,
  EmergencyContact,
  type OperatorDocument,
} from '../../../shared/model/operator-document.ts';
import { ask, EXIT, oneOf, text, UsageError, type Command, type OptionValues } from '../command.ts';
import { findSite } from '../find.ts';
import { facts, table } from '../table.ts';
import { findPlace } from '../words.ts';

const string = { type: 'string' } as const;
const flag = { type: 'boolean' } as const;

export const documentsShow: Command = {
  name: 'documents show',
  usage: 'documents show [SITE]',
  about:
    'The papers for the bad day: whom to call, hosting panel, DNS, who decides, where the key kit lies. Without a site: those of all sites.',
  options: {},
  positionals: [0, 1],
  access: 'read',
  async run({ app, positionals }) {
    const [name] = positionals;
    const siteId = name === undefined ? null : (await findSite(app, name)).site.id;
    const documents = await ask(app, 'documents.get', { siteId });
    const cards = await ask(app, 'documents.cards', { siteId });
    return { exit: EXIT.done, json: { documents, cards }, text: `${describe(documents)}\n\n${describeCards(cards)}` };
  },
};

export const documentsSet: Command = {
  name: 'documents set',
  usage:
    'documents set [SITE] [--who-decides WORDS] [--hosting-panel WORDS] [--dns WORDS] [--key-kit WORDS] [--notes WORDS] [--contacts FILE.json]',
  about:
    'Writes papers down, of one site or of all, and brings the emergency cards up to date. Contacts are a list of {name, role, phone, email, note}. No passwords: cards lie in the open.',
  options: {
    'who-decides': string,
    'hosting-panel': string,
    dns: string,
    'key-kit': string,
    notes: string,
    contacts: string,
  },
  positionals: [0, 1],
  access: 'work',
  async run({ app, options, positionals }) {
    const [name] = positionals;
    const siteId = name === undefined ? null : (await findSite(app, name)).site.id;
    const changes = await changesOf(options);
    if (Object.keys(changes).length === 0) throw new UsageError('Name what is to be written down: --who-decides, --dns, --contacts...');
    const { document } = await ask(app, 'documents.get', { siteId });
    const documents = await ask(app, 'documents.set', { siteId, document: { ...document, ...changes } });
    const cards = await ask(app, 'documents.write-cards', { siteId });
    return { exit: EXIT.done, json: { documents, cards }, text: `${describe(documents)}\n\n${describeCards(cards)}` };
  },
};

export const card: Command = {
  name: 'card',
  usage: 'card SITE [--output FILE] [--format html|pdf]',
  about:
    'The emergency card of a site as a page to print: where the copies are, how to restore by hand, whom to call. PDF needs the desktop window.',
  options: { output: string, format: string },
  positionals: [1, 1],
  access: 'read',
  async run({ app, options, positionals }) {
    const { site } = await findSite(app, positionals[0] ?? '');
    const format = oneOf(options, 'format', ['html', 'pdf']) ?? 'html';
    const output = text(options, 'output');
    if (output !== undefined) {
      const file = await ask(app, 'documents.save-card', { siteId: site.id, format, file: resolve(output) });
      return { exit: EXIT.done, json: { file }, text: `The card is in ${file ?? '?'}.` };
    }
    if (format === 'pdf') throw new UsageError('--format pdf: name a file with --output.');
    const page = await ask(app, 'documents.card', { siteId: site.id });
    return { exit: EXIT.done, json: { html: page }, text: page.trimEnd() };
  },
};

export const cardWrite: Command = {
  name: 'card write',
  usage: 'card write [SITE]',
  about: 'Brings the cards beside the copies up to date, in every place that can be reached. An app that stays open does so by itself.',
  options: {},
  positionals: [0, 1],
  access: 'work',
  async run({ app, positionals }) {
    const [name] = positionals;
    const siteId = name === undefined ? null : (await findSite(app, name)).site.id;
    const cards = await ask(app, 'documents.write-cards', { siteId });
    return { exit: EXIT.done, json: cards, text: describeCards(cards) };
  },
};

export const cardKind: Command = {
  name: 'card kind',
  usage: 'card kind PLACE full|short',
  about:
    'How much of the emergency cards lies in a place. short: where the copies are and how to restore by hand, nothing of contacts, panel, DNS, key kit and notes. Where nothing was chosen: full on this computer and on drives, short elsewhere.',
  options: {},
  positionals: [2, 2],
  access: 'work',
  async run({ app, positionals }) {
    const place = await findPlace(app, positionals[0] ?? '');
    const kind = CardKind.safeParse(positionals[1]);
    if (!kind.success) throw new UsageError('Say how much of the card lies there: full or short.');
    const cards = await ask(app, 'documents.set-card-kind', { placeId: place.id, kind: kind.data });
    return { exit: EXIT.done, json: cards, text: describeCards(cards) };
  },
};

export const cardPrinted: Command = {
  name: 'card printed',
  usage: 'card printed SITE',
  about: 'Notes that the card of a site was printed as it is now, so that a later change of it is told.',
  options: {},
  positionals: [1, 1],
  access: 'work',
  async run({ app, positionals }) {
    const { site } = await findSite(app, positionals[0] ?? '');
    const status = await ask(app, 'documents.card-printed', { siteId: site.id });
    return { exit: EXIT.done, json: status, text: describeCards([status]) };
  },
};

export const learning: Command = {
  name: 'learning',
  usage: 'learning',
  about: 'The guide of the first weeks: what is so already, and the command for what is next.',
  options: {},
  positionals: [0, 0],
  access: 'read',
  async run({ app }) {
    const path = await ask(app, 'learning.path', undefined);
    return { exit: EXIT.done, json: path, text: describePath(path) };
  },
};

export const learningPutAway: Command = {
  name: 'learning put-away',
  usage: 'learning put-away [--undo]',
  about: 'The guide leaves the fleet; with --undo it comes back.',
  options: { undo: flag },
  positionals: [0, 0],
  access: 'work',
  async run({ app, options }) {
    const path = await ask(app, 'learning.put-away', { putAway: options['undo'] !== true });
    return { exit: EXIT.done, json: path, text: describePath(path) };
  },
};

async function changesOf(options: OptionValues): Promise<Partial<OperatorDocument>> {
  const contacts = text(options, 'contacts');
  return {
    ...words(options, 'who-decides', 'whoDecides'),
    ...words(options, 'hosting-panel', 'hostingPanel'),
    ...words(options, 'dns', 'dns'),
    ...words(options, 'key-kit', 'keyKit'),
    ...words(options, 'notes', 'notes'),
    ...(contacts === undefined ? {} : { contacts: await contactsIn(contacts) }),
  };
}

function words(options: OptionValues, name: string, key: keyof OperatorDocument): Partial<OperatorDocument> {
  const value = options[name];
  return typeof value === 'string' ? { [key]: value } : {};
}

async function contactsIn(file: string): Promise<EmergencyContact[]> {
  const Loose = EmergencyContact.partial({ role: true, phone: true, email: true, note: true });
  try {
    const read: unknown = JSON.parse(await readFile(file, 'utf8'));
    const checked = z.array(Loose).safeParse(read);
    if (!checked.success) throw new Error(z.prettifyError(checked.error));
    return checked.data.map(({ name, role = '', phone = '', email = '', note = '' }) => ({ name, role, phone, email, note }));
  } catch (error) {
    throw new UsageError(
      `--contacts: ${file} is no list of {name, role, phone, email, note}: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

function describe({ siteId, inForce }: Documents): string {
  const said = (value: string): string => (value === '' ? 'NOT WRITTEN DOWN' : value);
  return facts([
    ['Papers', siteId === null ? 'of all sites' : 'of this site, with those of all'],
    ['Who decides', said(inForce.whoDecides)],
    ['Hosting panel', said(inForce.hostingPanel)],
    ['DNS', said(inForce.dns)],
    ['Key kit', said(inForce.keyKit)],
    ...inForce.contacts.map(({ name, role, phone, email, note }): [string, string] => [
      'Contact',
      [name, role, phone, email, note].filter((part) => part !== '').join(', '),
    ]),
    ...(inForce.contacts.length === 0 ? [['Contacts', 'NOT WRITTEN DOWN'] as const] : []),
    ...(inForce.notes === '' ? [] : [['Notes', inForce.notes] as const]),
  ]);
}

function describeCards(cards: readonly CardStatus[]): string {
  if (cards.length === 0) return 'No site, no card.';
  const rows = cards.flatMap(({ siteName, removedAt, copies, printedAt, printIsOld }) => [
    ...copies.map(({ placeName, state, kind, file, writtenAt }) => [
      removedAt === null ? siteName : `${siteName}, removed ${removedAt.slice(0, 10)}`,
      placeName,
      state === 'not-kept' ? state : `${state}, ${kind}`,
      writtenAt ?? '-',
      file,
    ]),
    ...(removedAt === null
      ? [[siteName, 'on paper', printedAt === null ? 'never printed' : printIsOld ? 'outdated' : 'current', printedAt ?? '-', '']]
      : []),
  ]);
  return table(['Card of', 'In', 'State', 'Written (UTC)', 'File'], rows);
}

function describePath({ steps, done, putAway }: LearningPath): string {
  return [
    `${done} of ${steps.length} done${putAway ? ', put away' : ''}`,
    '',
    ...steps.flatMap(({ title, done: isDone, found, commands }, index) => [
      `${isDone ? '[x]' : '[ ]'} ${index + 1}. ${title}`,
      `      ${found}`,
      ...(isDone ? [] : commands.map((command) => `      ${command}`)),
    ]),
  ].join('\n');
}
