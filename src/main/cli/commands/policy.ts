import { formatBytes } from '../../../shared/format/bytes.ts';
import { ask, EXIT, oneOf, text, UsageError, type Command } from '../command.ts';
import { findSite } from '../find.ts';
import { facts } from '../table.ts';
import { bytesOf, placesOf, wholeNumber } from '../words.ts';

const string = { type: 'string' } as const;

export const sitePolicy: Command = {
  name: 'site policy',
  usage: 'site policy SITE [--copy-to PLACE,...] [--chain-length N] [--full-every-days N] [--new-full-by synthetic|transfer]',
  about: 'Shows or changes where copies of every new backup go, and how long chains of media get.',
  options: { 'copy-to': string, 'chain-length': string, 'full-every-days': string, 'new-full-by': string },
  positionals: [1, 1],
  access: 'work',
  async run({ app, positionals, options }) {
    const { site } = await findSite(app, positionals[0] ?? '');
    const before = await ask(app, 'site.policy', { siteId: site.id });
    const policy = {
      copyTo: [...((await placesOf(app, options, 'copy-to')) ?? before.copyTo)],
      chainLength: wholeNumber(options, 'chain-length') ?? before.chainLength,
      fullEveryDays: wholeNumber(options, 'full-every-days') ?? before.fullEveryDays,
      newFullBy: oneOf(options, 'new-full-by', ['synthetic', 'transfer']) ?? before.newFullBy,
    };
    const now = Object.keys(options).some((name) => name !== 'json')
      ? await ask(app, 'site.set-policy', { siteId: site.id, policy })
      : before;
    const names = new Map((await ask(app, 'place.list', undefined)).map(({ place }) => [place.id, place.name]));
    const lines = facts([
      ['Copies go to', now.copyTo.map((id) => names.get(id) ?? id).join(', ') || 'this computer only'],
      ['Chain of media', `at most ${now.chainLength} backups, a full every ${now.fullEveryDays} days`],
      ['New full', now.newFullBy === 'synthetic' ? 'built here from a proven chain' : 'read from the server again'],
    ]);
    return { exit: EXIT.done, json: now, text: lines };
  },
};

export const transferLimits: Command = {
  name: 'transfer limits',
  usage:
    'transfer limits [--rate BYTES|none] [--window HH:MM-HH:MM|none] [--verify-daily SIZE] [--verify-s3-daily SIZE] [--s3-price N|none]',
  about: 'Shows or changes how fast and when copies are moved, and how much is re-read a day.',
  options: { rate: string, window: string, 'verify-daily': string, 'verify-s3-daily': string, 's3-price': string },
  positionals: [0, 0],
  access: 'work',
  async run({ app, options }) {
    const before = await ask(app, 'transfer.settings', undefined);
    const price = text(options, 's3-price');
    const wanted = {
      bytesPerSecond: text(options, 'rate') === 'none' ? null : (bytesOf(options, 'rate') ?? before.bytesPerSecond),
      window: windowOf(text(options, 'window'), before.window),
      verifyBytesPerDay: bytesOf(options, 'verify-daily') ?? before.verifyBytesPerDay,
      verifyS3BytesPerDay: bytesOf(options, 'verify-s3-daily') ?? before.verifyS3BytesPerDay,
      s3PricePerGb: price === 'none' ? null : price === undefined ? before.s3PricePerGb : Number(price),
    };
    const now = await ask(app, 'transfer.set-settings', wanted);
    const lines = facts([
      ['Rate', now.bytesPerSecond === null ? 'no limit' : `${formatBytes(now.bytesPerSecond)}/s`],
      ['Window', now.window === null ? 'always' : `${now.window.from} to ${now.window.until}`],
      ['Re-read a day', `${formatBytes(now.verifyBytesPerDay)}, from S3 ${formatBytes(now.verifyS3BytesPerDay)}`],
    ]);
    return { exit: EXIT.done, json: now, text: lines };
  },
};

type Window = { readonly from: string; readonly until: string } | null;

function windowOf(value: string | undefined, before: Window): Window {
  if (value === undefined) return before;
  if (value === 'none') return null;
  const [from, until] = value.split('-');
  if (from === undefined || until === undefined) throw new UsageError('--window: like 22:00-06:00, or none.');
  return { from, until };
}
