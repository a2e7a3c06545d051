import * as z from 'zod';
import { AppError } from '../errors/app-error.ts';

/** A column that holds JSON text. */
export function json<T extends z.ZodType>(schema: T) {
  return z
    .string()
    .transform((text, context): unknown => {
      try {
        return JSON.parse(text);
      } catch {
        context.addIssue({ code: 'custom', message: 'not JSON' });
        return z.NEVER;
      }
    })
    .pipe(schema);
}

/** A column that holds 0 or 1. */
export const flag = z.union([z.literal(0), z.literal(1)]).transform((value) => value === 1);

/** A stored row as its model. Throws `catalog.damaged` naming table and row when it is not what this app wrote. */
export function decode<T extends z.ZodType>(schema: T, table: string, row: unknown): z.output<T> {
  const result = schema.safeParse(row);
  if (result.success) return result.data;
  throw new AppError('catalog.damaged', { detail: `${table} ${idOf(row)}: ${z.prettifyError(result.error)}`, cause: result.error });
}

export function decodeAll<T extends z.ZodType>(schema: T, table: string, rows: readonly unknown[]): z.output<T>[] {
  return rows.map((row) => decode(schema, table, row));
}

export function decodeMaybe<T extends z.ZodType>(schema: T, table: string, row: unknown): z.output<T> | null {
  return row === undefined ? null : decode(schema, table, row);
}

function idOf(row: unknown): string {
  return typeof row === 'object' && row !== null && 'id' in row ? String(row.id) : '(no id)';
}
