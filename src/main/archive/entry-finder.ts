import type { Entry } from '@zip.js/zip.js';
import { AppError } from '../errors/app-error.ts';

/** What the library knows of an entry takes eight kilobytes: of a whole site with its media that is more memory than a program gets. */
const MOST_KEPT = 2_000;

interface Walk {
  readonly entries: AsyncGenerator<Entry, unknown>;
  at: number;
  entry: Entry | null;
}

/** The entries of a zip as the library knows them, by their place in its table of contents. Of a zip with very many none is kept: the table is gone through again for what is read. */
export class EntryFinder {
  private readonly walk: () => AsyncGenerator<Entry, unknown>;
  private kept: Entry[] | null = [];
  private current: Walk | null = null;
  /** One look after the other; whoever reads in the order of the table goes through it once. */
  private turn: Promise<unknown> = Promise.resolve();

  constructor(walk: () => AsyncGenerator<Entry, unknown>) {
    this.walk = walk;
  }

  /** In the order of the table. */
  keep(entry: Entry): void {
    if (this.kept !== null && this.kept.length >= MOST_KEPT) this.kept = null;
    this.kept?.push(entry);
  }

  find(index: number): Promise<Entry> {
    const kept = this.kept?.[index];
    if (kept !== undefined) return Promise.resolve(kept);
    const found = this.turn.then(() => this.walkTo(index));
    this.turn = found.catch(() => {});
    return found;
  }

  private async walkTo(index: number): Promise<Entry> {
    const walk = this.current !== null && this.current.at <= index ? this.current : { entries: this.walk(), at: -1, entry: null };
    // One that failed is not gone on with.
    this.current = null;
    while (walk.at < index) {
      const next = await walk.entries.next();
      if (next.done === true) break;
      walk.entry = next.value;
      walk.at += 1;
    }
    if (walk.entry === null || walk.at !== index) throw new AppError('zip.damaged', { detail: 'Its table of contents has changed.' });
    this.current = walk;
    return walk.entry;
  }
}
