import type { LucideIcon } from 'lucide-react';
import { Cloud, HardDrive, Laptop, Server } from 'lucide-react';
import type { Place, PlaceKind } from '../../shared/model/place.ts';

const GLYPHS: Readonly<Record<PlaceKind, LucideIcon>> = {
  'this-computer': Laptop,
  drive: HardDrive,
  s3: Cloud,
  'server-folder': Server,
};

export function placeGlyph(kind: PlaceKind): LucideIcon {
  return GLYPHS[kind];
}

const WORDS: Readonly<Record<PlaceKind, string>> = {
  'this-computer': 'This computer',
  drive: 'External drive',
  s3: 'S3',
  'server-folder': 'Folder on a server',
};

/** What kind of place it is; a place's own name stands beside it. */
export function placeKindWord(kind: PlaceKind): string {
  return WORDS[kind];
}

/** Where it is, for people: a folder, or a prefix of a bucket. Here and not from the model, so that the page does not carry the schemas. */
export function placeWhere(place: Place): string {
  if (place.kind !== 's3') return place.folder;
  const path = place.prefix === '' ? place.bucket : `${place.bucket}/${place.prefix}`;
  return place.endpoint === null ? `${path}, ${place.region}` : `${path} at ${place.endpoint.replace(/^https?:\/\//, '')}`;
}
