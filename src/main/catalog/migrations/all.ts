import type { Migration } from '../migrate.ts';
import { firstCatalog } from './0001-first-catalog.ts';
import { listOfChecksums } from './0002-list-of-checksums.ts';
import { mediaPlacesRetention } from './0003-media-places-retention.ts';
import { recovery } from './0004-recovery.ts';
import { runningAlone } from './0005-running-alone.ts';
import { claimsAndWords } from './0006-claims-and-words.ts';

/** In order. A released one never changes; what is wrong with it is put right by the next. */
export const MIGRATIONS: readonly Migration[] = [
  firstCatalog,
  listOfChecksums,
  mediaPlacesRetention,
  recovery,
  runningAlone,
  claimsAndWords,
];
