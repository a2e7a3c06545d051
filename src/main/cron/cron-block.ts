/**
 * The lines of one site in a cron table, between two marks. Works on text of latin1 bytes, so that what others wrote stays as it is, byte for byte. Pure.
 */
export interface SplitTable {
  /** Everything else; what stood before and after the block. */
  readonly before: string;
  readonly after: string;
  /** The lines between the marks. */
  readonly lines: readonly string[];
}

const beginMark = (siteId: string): string => `# BEGIN holdfast ${siteId}`;
const endMark = (siteId: string): string => `# END holdfast ${siteId}`;

/** `ownCommand`: what every line of the block holds; where the END mark is gone, only such lines are taken for the site's. */
export function splitTable(table: string, siteId: string, ownCommand: string): SplitTable {
  const all = table.split(/(?<=\n)/u);
  const bare = (line: string | undefined): string => (line ?? '').replace(/\r?\n$/u, '');
  const rest: string[] = [];
  const lines: string[] = [];
  let place: number | null = null;
  for (let index = 0; index < all.length; index += 1) {
    const line = all[index] ?? '';
    if (bare(line) !== beginMark(siteId)) {
      rest.push(line);
      continue;
    }
    place ??= rest.length;
    const end = endOf(all.map(bare), index, siteId, ownCommand);
    lines.push(
      ...all
        .slice(index + 1, end)
        .map(bare)
        .filter((each) => each !== endMark(siteId)),
    );
    index = end - 1;
  }
  const cut = place ?? rest.length;
  return { before: rest.slice(0, cut).join(''), after: rest.slice(cut).join(''), lines };
}

/** Index of the first line behind the block that begins at `begin`. */
function endOf(lines: readonly string[], begin: number, siteId: string, ownCommand: string): number {
  for (let index = begin + 1; index < lines.length; index += 1) {
    const line = lines[index] ?? '';
    if (line === endMark(siteId)) return index + 1;
    // Somebody took the END out, or edited in between: from here on it is theirs.
    if (line.startsWith('# BEGIN holdfast ')) break;
  }
  let index = begin + 1;
  while (index < lines.length && (lines[index] ?? '').includes(ownCommand)) index += 1;
  return index;
}

/** The table with these lines in place of the ones it has; none: without the block. */
export function withBlock(table: string, siteId: string, ownCommand: string, lines: readonly string[]): string {
  const { before, after } = splitTable(table, siteId, ownCommand);
  if (lines.length === 0) return before + after;
  const gap = before === '' || before.endsWith('\n') ? '' : '\n';
  return `${before}${gap}${[beginMark(siteId), ...lines, endMark(siteId)].join('\n')}\n${after}`;
}
