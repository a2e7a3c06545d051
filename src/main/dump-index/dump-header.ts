import type { DumpIndex } from './dump-index.ts';

type Facts = Pick<DumpIndex, 'serverVersion' | 'dumpTool' | 'sandboxLine' | 'trailer'>;

/** `MySQL dump 10.13  Distrib 8.0.36, for Linux (x86_64)`, `MariaDB dump 10.19-11.4.2-MariaDB, for ...`. */
const TOOL = /^-- (\S+ dump \d.*?)\s*$/;
const SERVER = /^-- Server version\s+(\S.*?)\s*$/;
/** With --skip-dump-date the date is missing. */
const TRAILER = /^-- Dump completed(?: on \d{4}-\d{2}-\d{2} +\d{1,2}:\d{2}:\d{2})?\s*$/;
const SECTION = /^-- Dumping data for table `((?:[^`]|``)+)`\s*$/;

/** What the comments of a dump say of it: tool, server, sandbox line, data sections and the end mark. */
export class DumpHeader {
  private dumpTool: string | null = null;
  private serverVersion: string | null = null;
  private sandboxLine = false;
  private trailer = false;

  /** Something other than blanks and comments was met: a trailer seen before was not the end. */
  content(): void {
    this.trailer = false;
  }

  /**
   * A comment between statements, as it stands there. Returns the table whose data section it announces. A trailer counts only with its line feed,
   * so that a dump cut within its last line is not taken for a whole one.
   */
  comment(text: string, start: number, complete: boolean): string | null {
    this.trailer = complete && TRAILER.test(text);
    if (start === 0 && text.includes('enable the sandbox mode')) this.sandboxLine = true;
    this.dumpTool ??= TOOL.exec(text)?.[1] ?? null;
    this.serverVersion ??= SERVER.exec(text)?.[1] ?? null;
    return SECTION.exec(text)?.[1]?.replaceAll('``', '`') ?? null;
  }

  facts(): Facts {
    return { serverVersion: this.serverVersion, dumpTool: this.dumpTool, sandboxLine: this.sandboxLine, trailer: this.trailer };
  }
}
