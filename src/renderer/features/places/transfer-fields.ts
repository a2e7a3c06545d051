import type { TransferSettings } from '../../../shared/model/policy.ts';

/** What stands in the fields of the limits. Sizes in decimal units, as they are shown everywhere. */
export interface TransferFields {
  /** MB a second; empty: no limit. */
  readonly rate: string;
  readonly windowed: boolean;
  readonly from: string;
  readonly until: string;
  /** GB a day. */
  readonly verify: string;
  readonly verifyS3: string;
  /** Per GB, in whatever the operator pays; empty: not known. */
  readonly price: string;
}

const MB = 1_000_000;
const GB = 1_000_000_000;

export function transferFieldsOf(settings: TransferSettings): TransferFields {
  return {
    rate: settings.bytesPerSecond === null ? '' : String(settings.bytesPerSecond / MB),
    windowed: settings.window !== null,
    from: settings.window?.from ?? '22:00',
    until: settings.window?.until ?? '06:00',
    verify: String(settings.verifyBytesPerDay / GB),
    verifyS3: String(settings.verifyS3BytesPerDay / GB),
    price: settings.s3PricePerGb === null ? '' : String(settings.s3PricePerGb),
  };
}

export type TransferProblems = Readonly<Partial<Record<keyof TransferFields, string>>>;

export function checkTransfer(fields: TransferFields): TransferProblems {
  const problems: { -readonly [K in keyof TransferFields]?: string } = {};
  const rate = numberOf(fields.rate);
  if (fields.rate.trim() !== '' && (rate === null || rate < 0.002)) problems.rate = 'A number of MB a second, or nothing for no limit.';
  if (fields.windowed && !isTime(fields.from)) problems.from = 'A time, HH:MM.';
  if (fields.windowed && !isTime(fields.until)) problems.until = 'A time, HH:MM.';
  if (fields.windowed && fields.from === fields.until) problems.until = 'The window has no length.';
  if (numberOf(fields.verify) === null) problems.verify = 'A number of GB; 0 for none.';
  if (numberOf(fields.verifyS3) === null) problems.verifyS3 = 'A number of GB; 0 for none.';
  if (fields.price.trim() !== '' && numberOf(fields.price) === null) problems.price = 'A price per GB, or nothing.';
  return problems;
}

/** The settings that fields without problems stand for. */
export function transferSettingsOf(fields: TransferFields): TransferSettings {
  const bytes = (text: string, unit: number) => Math.round((numberOf(text) ?? 0) * unit);
  return {
    bytesPerSecond: fields.rate.trim() === '' ? null : bytes(fields.rate, MB),
    window: fields.windowed ? { from: fields.from, until: fields.until } : null,
    verifyBytesPerDay: bytes(fields.verify, GB),
    verifyS3BytesPerDay: bytes(fields.verifyS3, GB),
    s3PricePerGb: fields.price.trim() === '' ? null : numberOf(fields.price),
  };
}

/** What reading back from S3 costs a month, in words; empty while there is nothing to say. */
export function costLine(fields: TransferFields): string {
  const gigabytes = numberOf(fields.verifyS3) ?? 0;
  if (gigabytes === 0) return 'Copies in S3 are not read back; they stay as far proved as when they arrived.';
  const price = fields.price.trim() === '' ? null : numberOf(fields.price);
  const month = gigabytes * 30;
  const amount = `Up to ${month.toLocaleString('en', { maximumFractionDigits: 1 })}\u00a0GB a month are read back`;
  if (price === null) return `${amount}. With a price per GB, what that costs stands here.`;
  return `${amount}: about ${(month * price).toLocaleString('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 })} a month, in the currency of the price.`;
}

function isTime(text: string): boolean {
  return /^([01]\d|2[0-3]):[0-5]\d$/.test(text);
}

/** Not negative, with a point or a comma; null when it is none. */
function numberOf(text: string): number | null {
  const words = text.trim().replace(',', '.');
  const number = Number(words);
  return words !== '' && Number.isFinite(number) && number >= 0 ? number : null;
}
