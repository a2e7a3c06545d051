import { basename } from 'node:path';
import type { BackupId, PlaceId, SiteId } from '../../shared/model/ids.ts';
import type { Place } from '../../shared/model/place.ts';
import type { App } from '../app/app.ts';
import { AppError } from '../errors/app-error.ts';
import { ask, ProblemReport, text, UsageError, type OptionValues } from './command.ts';

/** A place by name or id. */
export async function findPlace(app: App, nameOrId: string): Promise<Place> {
  const places = await ask(app, 'place.list', undefined);
  const wanted = nameOrId.toLowerCase();
  const found = places.find(({ place }) => place.id === nameOrId || place.name.toLowerCase() === wanted);
  if (found === undefined) throw new ProblemReport(new AppError('place.not-found', { detail: nameOrId }).toProblem());
  return found.place;
}

/** Places of `--to drive,s3-main`; null when the option is not there. */
export async function placesOf(app: App, options: OptionValues, name: string): Promise<readonly PlaceId[] | null> {
  const value = text(options, name);
  if (value === undefined) return null;
  return Promise.all(listOf(value).map(async (each) => (await findPlace(app, each)).id));
}

/** By id, or by the beginning of an id or of a folder's name. */
export async function findBackup(app: App, wanted: string): Promise<BackupId> {
  const { rows } = await ask(app, 'backup.search', { filter: { ...EVERYTHING, text: wanted }, offset: 0, limit: 500 });
  const exact = rows.filter(({ id }) => id === wanted);
  const found =
    exact.length > 0
      ? exact
      : rows.filter(({ id, copies }) => id.startsWith(wanted) || copies.some(({ location }) => basename(location).startsWith(wanted)));
  const [first, second] = found;
  if (wanted.length < 4 || first === undefined) throw new ProblemReport(new AppError('backup.not-found', { detail: wanted }).toProblem());
  if (second !== undefined)
    throw new ProblemReport(new AppError('backup.ambiguous-id', { detail: found.map(({ id }) => id).join('\n') }).toProblem());
  return first.id;
}

/** A filter that lets every backup through. */
export const EVERYTHING = {
  text: '',
  siteId: null as SiteId | null,
  kind: null,
  trigger: null,
  part: null,
  placeId: null as PlaceId | null,
  proof: null,
  held: null,
  from: null,
  until: null,
} as const;

/** `a, b,c` as three words. */
export function listOf(value: string): readonly string[] {
  return value
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');
}

export function wholeNumber(options: OptionValues, name: string): number | undefined {
  const value = text(options, name);
  if (value === undefined) return undefined;
  if (!/^\d+$/u.test(value)) throw new UsageError(`--${name}: a whole number.`);
  return Number(value);
}

const UNITS: Readonly<Record<string, number>> = { '': 1, k: 1e3, m: 1e6, g: 1e9, t: 1e12 };

/** `5G`, `200M`, `1500`: decimal units. */
export function bytesOf(options: OptionValues, name: string): number | undefined {
  const value = text(options, name);
  if (value === undefined) return undefined;
  const match = /^(\d+(?:\.\d+)?)([kmgt]?)b?$/iu.exec(value.trim());
  if (match === null) throw new UsageError(`--${name}: a size like 5G, 200M or 1500.`);
  return Math.round(Number(match[1]) * (UNITS[(match[2] ?? '').toLowerCase()] ?? 1));
}
