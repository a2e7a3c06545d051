/** A table whose rows need rows of another one. */
export interface Dependence {
  readonly table: string;
  readonly parent: string;
}

/**
 * Tables in groups that can be filled one after the other: whoever is needed comes first. Tables that need each other in a circle share a group; all else is
 * alone in one. Of equals the order of `tables` is kept. Pure.
 */
export function orderTables(tables: readonly string[], dependences: readonly Dependence[]): readonly (readonly string[])[] {
  const wanted = new Set(tables);
  const parents = new Map(tables.map((table) => [table, [] as string[]]));
  for (const { table, parent } of dependences) if (wanted.has(parent)) parents.get(table)?.push(parent);
  // Tarjan's components, without recursion: a chain of a thousand tables is one.
  const order = new Map<string, number>();
  const lowest = new Map<string, number>();
  const open: string[] = [];
  const isOpen = new Set<string>();
  const groups: string[][] = [];
  const position = new Map(tables.map((table, index) => [table, index]));
  const enter = (table: string): { readonly table: string; next: number } => {
    order.set(table, order.size);
    lowest.set(table, order.size - 1);
    open.push(table);
    isOpen.add(table);
    return { table, next: 0 };
  };
  for (const root of wanted) {
    if (order.has(root)) continue;
    const way = [enter(root)];
    for (let top = way.at(-1); top !== undefined; top = way.at(-1)) {
      const { table } = top;
      const parent = parents.get(table)?.[top.next++];
      if (parent !== undefined) {
        if (!order.has(parent)) way.push(enter(parent));
        else if (isOpen.has(parent)) lower(lowest, table, order.get(parent));
        continue;
      }
      way.pop();
      const above = way.at(-1);
      if (above !== undefined) lower(lowest, above.table, lowest.get(table));
      if (lowest.get(table) !== order.get(table)) continue;
      const group = open.splice(open.lastIndexOf(table));
      for (const member of group) isOpen.delete(member);
      groups.push(group.toSorted((one, other) => (position.get(one) ?? 0) - (position.get(other) ?? 0)));
    }
  }
  return groups;
}

function lower(lowest: Map<string, number>, table: string, to: number | undefined): void {
  lowest.set(table, Math.min(lowest.get(table) ?? 0, to ?? 0));
}
