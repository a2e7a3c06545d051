import * as z from 'zod';

/** A trigger, view, routine or event as it can be made again: the text of the server and the settings the same text means the same under. */
export const CodeObject = z.object({
  kind: z.enum(['trigger', 'procedure', 'function', 'package', 'package body', 'view', 'event']),
  name: z.string(),
  /** Of a trigger. */
  table: z.string().nullable(),
  create: z.string(),
  /** `user@host`. */
  definer: z.string(),
  /** Null: it has none of its own (views). */
  sqlMode: z.string().nullable(),
  characterSet: z.string(),
  collation: z.string(),
  /** Of an event. */
  timeZone: z.string().nullable(),
  /** Of an event; the text of an event does not say it. */
  enabled: z.boolean(),
  /** A view the server itself cannot use any more, as a table or its definer is gone: nothing is lost when it cannot be made again. */
  broken: z.boolean(),
});
export type CodeObject = z.infer<typeof CodeObject>;

/** A column whose default names the schema it lies in (`nextval` of a sequence): such a name does not follow a rename. */
export const ColumnDefault = z.object({ table: z.string(), column: z.string(), expression: z.string() });
export type ColumnDefault = z.infer<typeof ColumnDefault>;

/** All that one schema holds, but for the rows. */
export const SchemaContent = z.object({
  schema: z.string(),
  /** Tables, and sequences: one renames them alike. In the order of the server. */
  tables: z.array(z.string()),
  /** Those of `tables` that are sequences. */
  sequences: z.array(z.string()),
  /** Triggers of one table and moment in the order they run. */
  code: z.array(CodeObject),
  characterSet: z.string(),
  collation: z.string(),
  defaults: z.array(ColumnDefault),
});
export type SchemaContent = z.infer<typeof SchemaContent>;

/** The text with another schema in front of its names. Only names between backquotes are meant: those the server writes itself. */
export function inSchema(text: string, from: string, to: string): string {
  const quoted = (name: string) => `\`${name.replaceAll('`', '``')}\`.`;
  return [from, from.toLowerCase()].reduce((changed, name) => changed.replaceAll(quoted(name), quoted(to)), text);
}

/** The same objects as they are to be in another schema. */
export function codeIn(code: readonly CodeObject[], from: string, to: string): readonly CodeObject[] {
  return code.map((object) => ({ ...object, create: inSchema(object.create, from, to) }));
}

export function keyOfCode({ kind, name }: Pick<CodeObject, 'kind' | 'name'>): string {
  // Triggers, routines and events are told apart without regard to case; two views may differ in nothing else.
  return `${kind} ${kind === 'view' ? name : name.toLowerCase()}`;
}

/** Whether the two do the same, and nothing is won by making one in the place of the other. */
export function isSameCode(a: CodeObject, b: CodeObject): boolean {
  return (
    keyOfCode(a) === keyOfCode(b) &&
    a.table === b.table &&
    a.create === b.create &&
    a.sqlMode === b.sqlMode &&
    a.characterSet === b.characterSet &&
    a.collation === b.collation &&
    a.timeZone === b.timeZone &&
    a.enabled === b.enabled
  );
}
