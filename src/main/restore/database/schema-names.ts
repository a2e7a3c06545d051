import { createHash } from 'node:crypto';
import type { DatabaseWork } from './database-work.ts';

/** Bytes a name of a schema may have. */
const LONGEST_NAME = 64;
const WORK = /^.+__hf_(?:old_|side_)?[0-9a-f]{12}$/su;

/** Schemas beside the live one; only these are ever made or dropped by a restore. */
export interface WorkSchemas {
  readonly live: string;
  /** `shop__hf_0123456789ab`: where the dump is imported. */
  readonly aside: string;
  /** `shop__hf_old_0123456789ab`: where the live tables go. */
  readonly old: string;
  /** `shop__hf_side_0123456789ab`: rows that the switch would take away. */
  readonly side: string;
}

export function workSchemas({ restoreId, artifact, database }: Pick<DatabaseWork, 'restoreId' | 'artifact' | 'database'>): WorkSchemas {
  const id = createHash('sha256').update(`${restoreId}:${artifact.id}`).digest('hex').slice(0, 12);
  const named = (mark: string) => schemaName(database, `${mark}${id}`);
  return { live: database, aside: named('__hf_'), old: named('__hf_old_'), side: named('__hf_side_') };
}

/** The guard before every statement that makes or drops a schema. */
export function isWorkSchema(name: string): boolean {
  return WORK.test(name) && Buffer.byteLength(name) <= LONGEST_NAME;
}

/** A long name of a database is cut, never the mark. */
function schemaName(database: string, mark: string): string {
  let kept = database;
  while (Buffer.byteLength(kept) > LONGEST_NAME - mark.length) kept = kept.slice(0, -1);
  return `${kept.toWellFormed().replaceAll('\ufffd', '_')}${mark}`;
}
