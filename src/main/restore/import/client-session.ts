import { randomBytes } from 'node:crypto';
import { compressed } from '../../compression/compressed.ts';
import { clientLine, clientProblem } from './client-problem.ts';
import type { DumpState } from './dump-state.ts';
import { FIRST_STATE } from './dump-state.ts';
import type { ImportTarget, RunningClient, WireCompression } from './import-target.ts';

/** Waiting in a session for its client; more, and whoever feeds it waits. */
const MOST_WAITING_BYTES = 4 * 1024 * 1024;
/** Rows between two commits: a dump of single rows would else wait for the disk with each. */
const COMMIT_BYTES = 4 * 1024 * 1024;
/** Small statements travel together. */
const PACKET_BYTES = 64 * 1024;
const LINE_FEED = 0x0a;

export interface SessionOptions {
  readonly target: ImportTarget;
  readonly schema: string;
  readonly compression: WireCompression;
  readonly isMariaDb: boolean;
  /** Nothing goes to the binary log: for servers that nobody replicates. */
  readonly unlogged: boolean;
  /** Held on the server as long as the session is there; null: none. */
  readonly lock: string | null;
  readonly signal: AbortSignal;
}

/**
 * One client program that imports: statements go in, in order, and only the answer to the end mark, which is the last of them, says that all of them ran.
 *
 *   send... -> finish --end mark answered, exit 0--> done
 *          \-> client gone before that ------------> problem, in every pending and later call
 */
export class ImportSession {
  /** Rejects as soon as the session cannot be finished any more; resolves with `finish`. */
  readonly over: Promise<void>;
  private readonly client: RunningClient;
  private readonly delimiter: Buffer;
  private readonly isMariaDb: boolean;
  private readonly queue: Buffer[] = [];
  private readonly marks = new Map<string, () => void>();
  private state: DumpState | null = null;
  private waiting = 0;
  private uncommitted = 0;
  private closed = false;
  private failure: { readonly error: unknown } | null = null;
  private wakePump = (): void => {};
  private wakeSender = (): void => {};
  private lines = 1;
  private labels: { readonly line: number; readonly label: string }[] = [];
  private lastMarkAnswered = false;
  private markCount = 0;

  static async open(options: SessionOptions): Promise<ImportSession> {
    // Nothing of a dump can hold it, so no string and no body can end a statement before its end. The clients of both servers keep 15 characters of it.
    const delimiter = `$hf${randomBytes(5).toString('hex')}$`;
    const client = await options.target.start(options.schema, options.compression, delimiter, options.signal);
    return new ImportSession(client, delimiter, options);
  }

  private constructor(client: RunningClient, delimiter: string, options: SessionOptions) {
    this.client = client;
    this.delimiter = Buffer.from(`\n${delimiter}\n`);
    this.isMariaDb = options.isMariaDb;
    client.onLine((line) => {
      const answered = this.marks.get(line);
      this.marks.delete(line);
      answered?.();
    });
    const pumped = this.pump(options.compression);
    this.over = this.watch(pumped, options.signal);
    this.over.catch(() => {});
    this.enqueue('SET SESSION foreign_key_checks = 0, unique_checks = 0, sql_notes = 0, autocommit = 0', 'settings');
    if (options.lock !== null) this.enqueue(`DO GET_LOCK('${options.lock}', 0)`, 'settings');
    if (options.unlogged) this.enqueue('SET SESSION sql_log_bin = 0', 'settings');
  }

  /** Bytes that wait here. */
  get load(): number {
    return this.waiting;
  }

  /** Resolves when more may be sent. `sql` as bytes, or as latin1 text that stands for bytes. */
  async send(sql: Buffer | string, state: DumpState, label: string): Promise<void> {
    this.throwIfFailed();
    const settings = this.settingsFor(state);
    if (settings !== '') this.enqueue(settings, 'settings');
    this.enqueue(sql, label);
    this.uncommitted += sql.length;
    if (this.uncommitted > COMMIT_BYTES) this.commit();
    while (this.waiting > MOST_WAITING_BYTES) {
      await new Promise<void>((resolve) => {
        this.wakeSender = resolve;
      });
      this.throwIfFailed();
    }
  }

  /** Resolves when everything sent so far has run. Only for a session that is not compressed: a decompressor answers late. */
  async mark(): Promise<void> {
    this.throwIfFailed();
    const answered = this.askMark();
    await Promise.race([answered, this.over]);
    this.throwIfFailed();
  }

  /** Resolves when all of it ran and the client ended well. */
  async finish(): Promise<void> {
    this.throwIfFailed();
    void this.askMark().then(() => {
      this.lastMarkAnswered = true;
    });
    this.closed = true;
    this.wakePump();
    await this.over;
  }

  private commit(): void {
    this.uncommitted = 0;
    this.enqueue('COMMIT', 'COMMIT');
  }

  private askMark(): Promise<void> {
    this.commit();
    const name = `hf-mark-${++this.markCount}-${randomBytes(6).toString('hex')}`;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.marks.set(name, resolve);
    this.enqueue(`SELECT '${name}'`, 'mark');
    return promise;
  }

  private settingsFor(state: DumpState): string {
    const was = this.state;
    if (was === state) return '';
    this.state = state;
    const quoted = (text: string) => `'${text}'`;
    const settings: string[] = [];
    const names = was?.client !== state.client || was.collation !== state.collation;
    if (names)
      settings.push(`NAMES ${state.client}`, ...(state.collation === null ? [] : [`SESSION collation_connection = ${state.collation}`]));
    if (was?.sqlMode !== state.sqlMode) settings.push(`SESSION sql_mode = ${quoted(state.sqlMode)}`);
    if (was?.timeZone !== state.timeZone) settings.push(`SESSION time_zone = ${quoted(state.timeZone)}`);
    const history = this.isMariaDb && (was?.history ?? FIRST_STATE.history) !== state.history;
    if (history) settings.push(`SESSION system_versioning_insert_history = ${state.history}`);
    return settings.length === 0 ? '' : `SET ${settings.join(', ')}`;
  }

  private enqueue(sql: Buffer | string, label: string): void {
    const bytes = typeof sql === 'string' ? Buffer.from(sql, 'latin1') : sql;
    if (this.labels.at(-1)?.label !== label) {
      this.labels.push({ line: this.lines, label });
      // The client is never further behind than what waits and what is under way.
      if (this.labels.length > 20_000) this.labels = this.labels.slice(-10_000);
    }
    this.lines += linesIn(bytes) + 2;
    this.queue.push(bytes, this.delimiter);
    this.waiting += bytes.length + this.delimiter.length;
    this.wakePump();
  }

  private async pump(compression: WireCompression): Promise<void> {
    for await (const chunk of compressed(this.packets(), compression)) if (!(await this.client.write(chunk))) return;
    this.client.end();
  }

  private async *packets(): AsyncGenerator<Buffer, void, undefined> {
    for (;;) {
      const packet: Buffer[] = [];
      let bytes = 0;
      while (this.queue.length > 0 && bytes < PACKET_BYTES) {
        const next = this.queue.shift()!;
        packet.push(next);
        bytes += next.length;
      }
      if (bytes > 0) {
        yield packet.length === 1 ? packet[0]! : Buffer.concat(packet);
        this.waiting -= bytes;
        this.wakeSender();
      } else if (this.closed || this.failure !== null) {
        return;
      } else {
        await new Promise<void>((resolve) => {
          this.wakePump = resolve;
        });
      }
    }
  }

  private async watch(pumped: Promise<void>, signal: AbortSignal): Promise<void> {
    try {
      pumped.catch(() => {});
      const { exitCode, stderr } = await this.client.ended;
      signal.throwIfAborted();
      if (exitCode !== 0 || !this.closed || !this.lastMarkAnswered) throw clientProblem(exitCode, stderr, this.labelAt(clientLine(stderr)));
    } catch (error) {
      this.failure = { error };
      this.wakePump();
      this.wakeSender();
      throw error;
    }
  }

  private labelAt(line: number | null): string | null {
    return line === null ? null : (this.labels.findLast((one) => one.line <= line)?.label ?? null);
  }

  private throwIfFailed(): void {
    if (this.failure !== null) throw this.failure.error;
  }
}

function linesIn(bytes: Buffer): number {
  let lines = 0;
  for (let at = bytes.indexOf(LINE_FEED); at !== -1; at = bytes.indexOf(LINE_FEED, at + 1)) lines++;
  return lines;
}
