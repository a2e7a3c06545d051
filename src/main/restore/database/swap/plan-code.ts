import { quoteName } from '../../../sites/live-inventory.ts';
import { type CodeObject, isSameCode, keyOfCode } from './schema-content.ts';

export interface CodeStatement {
  readonly sql: string;
  /** The object whose settings the statement runs under; null: it drops or alters. */
  readonly under: CodeObject | null;
}

/**
 * The statements after which a schema holds the code that is wanted, and no other; in an order in which each finds what it needs. Pure. What is the same already is
 * left alone. Triggers come first: a row that is written without one is the worst that can happen here.
 */
export function planCode(schema: string, now: readonly CodeObject[], wanted: readonly CodeObject[]): readonly CodeStatement[] {
  const present = new Map(now.map((object) => [keyOfCode(object), object]));
  const kept = new Map(wanted.map((object) => [keyOfCode(object), object]));
  const isThere = (object: CodeObject) => {
    const found = present.get(keyOfCode(object));
    return found !== undefined && isSameCode(found, object);
  };
  const missing = wanted.filter((object) => !isThere(object));
  const extra = now.filter((object) => !kept.has(keyOfCode(object)));
  const of = (list: readonly CodeObject[], isMeant: (object: CodeObject) => boolean) => list.filter(isMeant);
  const isRoutine = ({ kind }: CodeObject) => kind !== 'trigger' && kind !== 'view' && kind !== 'event';
  const is = (kind: CodeObject['kind']) => (object: CodeObject) => object.kind === kind;
  return [
    ...planTriggers(schema, now, wanted),
    ...dropped(schema, of(extra, is('event'))),
    ...dropped(schema, of(extra, is('view'))),
    ...dropped(schema, of(extra, isRoutine)),
    ...of(missing, isRoutine).flatMap((object) => madeAgain(schema, object, present)),
    ...inOrder(schema, of(missing, is('view'))).map((object) => ({
      sql: object.create.replace(/^CREATE\s+(?:OR\s+REPLACE\s+)?/i, 'CREATE OR REPLACE '),
      under: object,
    })),
    ...of(missing, is('event')).flatMap((object) => madeAgain(schema, object, present)),
  ];
}

/** A trigger that is made comes after the others of its table, so where one is not as it is to be, all of them are made again in their order. */
function planTriggers(schema: string, now: readonly CodeObject[], wanted: readonly CodeObject[]): readonly CodeStatement[] {
  const of = (code: readonly CodeObject[], table: string) => code.filter((object) => object.kind === 'trigger' && object.table === table);
  const tables = new Set([...now, ...wanted].map(({ table }) => table).filter((table) => table !== null));
  const differing = [...tables].filter((table) => {
    const [there, meant] = [of(now, table), of(wanted, table)];
    return there.length !== meant.length || there.some((object, index) => !isSameCode(object, meant[index]!));
  });
  return [
    // Names are one per schema: one may be on its way to another table.
    ...differing.flatMap((table) => dropped(schema, of(now, table))),
    ...differing.flatMap((table) => of(wanted, table).map((object) => ({ sql: object.create, under: object }))),
  ];
}

export function dropStatement(schema: string, { kind, name }: Pick<CodeObject, 'kind' | 'name'>): string {
  return `DROP ${kind.toUpperCase()} IF EXISTS ${quoteName(schema)}.${quoteName(name)}`;
}

function dropped(schema: string, objects: readonly CodeObject[]): readonly CodeStatement[] {
  return objects.map((object) => ({ sql: dropStatement(schema, object), under: null }));
}

/** Made as it is to be: ALTER EVENT would give it to whoever runs it. */
function enabledEvent(create: string): string {
  return create.replace(/( ON COMPLETION (?:NOT )?PRESERVE) DISABLE\b/, '$1 ENABLE');
}

function madeAgain(schema: string, object: CodeObject, present: ReadonlyMap<string, CodeObject>): readonly CodeStatement[] {
  const made = { sql: object.enabled ? enabledEvent(object.create) : object.create, under: object };
  return present.has(keyOfCode(object)) ? [{ sql: dropStatement(schema, object), under: null }, made] : [made];
}

/** Views that others are made of come before those. The server writes every name with its schema in front. */
function inOrder(schema: string, views: readonly CodeObject[]): readonly CodeObject[] {
  const sorted: CodeObject[] = [];
  const begun = new Set<string>();
  const take = (view: CodeObject): void => {
    if (begun.has(view.name)) return;
    begun.add(view.name);
    for (const other of views) if (other !== view && view.create.includes(`${quoteName(schema)}.${quoteName(other.name)}`)) take(other);
    sorted.push(view);
  };
  for (const view of views) take(view);
  return sorted;
}
