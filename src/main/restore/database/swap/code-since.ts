import type { SwitchMemo } from './switch-memo.ts';
import { codeIn, isSameCode, keyOfCode, type CodeObject } from './schema-content.ts';

/**
 * Views, routines, triggers and events of the live schema that were made or changed after the switch: neither what was imported nor what was there before has them
 * like this, so an undo leaves no trace of them. Pure.
 */
export function codeSince(live: string, now: readonly CodeObject[], memo: Pick<SwitchMemo, 'old' | 'new'>): readonly CodeObject[] {
  const imported = codeIn(memo.new.code, memo.new.schema, live);
  const before = codeIn(memo.old.code, memo.old.schema, live);
  // Imported events sleep until they are live, so whether one runs is no change.
  const known = new Map<string, CodeObject[]>();
  for (const object of [...imported, ...before]) known.set(keyOfCode(object), [...(known.get(keyOfCode(object)) ?? []), object]);
  return now.filter(
    (object) => !(known.get(keyOfCode(object)) ?? []).some((one) => isSameCode({ ...one, enabled: object.enabled }, object)),
  );
}

/** "trigger stamp on orders", "view totals". */
export function nameOfCode({ kind, name, table }: Pick<CodeObject, 'kind' | 'name' | 'table'>): string {
  return table === null ? `${kind} ${name}` : `${kind} ${name} on ${table}`;
}
