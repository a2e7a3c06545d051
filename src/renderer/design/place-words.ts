import type { LucideIcon } from 'lucide-react';
import { Cloud, HardDrive, Laptop, Server } from 'lucide-react';
import type { PlaceKind } from '../../shared/model/place.ts';

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
