import * as mysql from 'mysql2/promise';

type Query = (this: unknown, ...args: readonly unknown[]) => Promise<unknown>;
const { prototype } = (mysql as unknown as { readonly PromiseConnection: { readonly prototype: { query: Query } } }).PromiseConnection;

/** Calls back with the number (from 1) of each statement that changes something, of any session of this process, before it is sent. Returns what ends that. */
export function onStatement(callback: (count: number, sql: string) => void, every: () => void = () => {}): () => void {
  const { query } = prototype;
  let count = 0;
  prototype.query = function counted(...args) {
    every();
    const sql = String(args[0]);
    if (!/^\s*(?:\/\*.*?\*\/\s*)?(?:SELECT|SHOW|SET|USE)\b/i.test(sql)) callback(++count, sql);
    return Reflect.apply(query, this, args) as Promise<unknown>;
  };
  return () => void (prototype.query = query);
}
