import type { TarEntry } from './tar-entry.ts';
import { createTarReader } from './tar-reader.ts';

export type TarEvent =
  | { readonly kind: 'begin'; readonly entry: TarEntry }
  | { readonly kind: 'data'; readonly data: Buffer }
  | { readonly kind: 'end'; readonly end: number };

/** What an archive holds, as many events at once as a piece of it brings. Throws UnreadableError, and what `pieces` throws. */
export async function* tarEvents(pieces: AsyncIterable<Buffer>): AsyncGenerator<readonly TarEvent[], void, undefined> {
  let events: TarEvent[] = [];
  const reader = createTarReader({
    begin: (entry) => events.push({ kind: 'begin', entry }),
    data: (data) => events.push({ kind: 'data', data }),
    end: (end) => events.push({ kind: 'end', end }),
  });
  for await (const piece of pieces) {
    reader.push(piece);
    yield events;
    events = [];
  }
  reader.finish();
}
