import type { LucideIcon } from 'lucide-react';
import { Archive, Database, FileArchive, Image, KeyRound } from 'lucide-react';
import type { Part } from '../../shared/model/artifact.ts';
import type { Source, SourceKind } from '../../shared/model/source.ts';

const SOURCE_GLYPHS: Readonly<Record<SourceKind, LucideIcon>> = {
  database: Database,
  media: Image,
  config: KeyRound,
  'server-backups': Archive,
};

export function sourceGlyph(kind: SourceKind): LucideIcon {
  return SOURCE_GLYPHS[kind];
}

/** What a source is called where one line must do. */
export function sourceName(source: Source): string {
  switch (source.kind) {
    case 'database':
      return source.database;
    case 'media':
      return source.folders.length > 2 ? `${source.folders[0] ?? ''} and ${source.folders.length - 1} more` : source.folders.join(', ');
    case 'config':
      return 'Settings of the site';
    case 'server-backups':
      return 'Backups the server makes';
  }
}

const PART_GLYPHS: Readonly<Record<Part, LucideIcon>> = { database: Database, media: Image, config: KeyRound, bundle: FileArchive };

export function partGlyph(part: Part): LucideIcon {
  return PART_GLYPHS[part];
}

const PART_WORDS: Readonly<Record<Part, string>> = { database: 'Database', media: 'Media', config: 'Settings', bundle: 'Server’s zip' };

export function partWord(part: Part): string {
  return PART_WORDS[part];
}
